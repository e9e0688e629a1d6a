"""Index: documents of several fields, ranked by how well they answer a question.

The score is BM25F: the counts of a word in the fields are weighted, each by the field and its length, added, and only
then saturated (Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.6). A
question of several words wants all of them: what answers only some is worth less than that share.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from geo.searching.question import Known, Question, question
from geo.searching.words import folded, words

if TYPE_CHECKING:
    from scipy import sparse

K1, B = 1.2, 0.6
"""Saturation and the weight of a field's length, as usual for short texts."""
SCANNED: Final = 300  # best answers whose names are looked at once more
COVERAGE: Final = 1.6
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Document:
    """What is searched.

    Attributes
    ----------
    key : its id.
    fields : field of the index -> texts.
    prior : how much it is preferred among equals, from 0 to 1.
    """

    key: str
    fields: Mapping[str, Sequence[str]]
    prior: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A document that was found, and its score: more is better, only comparable within one question."""

    key: str
    score: float


class Index:
    """Documents that can be searched.

    Parameters
    ----------
    documents : in the order in which equals are returned.
    weights : field -> its weight.
    name : field that holds the names, in which a whole question counts more.

    Examples
    --------
    >>> index = Index([Document("a", {"name": ["Computing vouchers"]}), Document("b", {"name": ["Tax relief"]})],
    ...               weights={"name": 1.0}, name="name")
    >>> [answer.key for answer in index.search("算力券")]
    ['a']
    """

    def __init__(self, documents: Iterable[Document], *, weights: Mapping[str, float], name: str) -> None:
        self.keys: list[str] = []
        self._names: list[str] = []
        priors: list[float] = []
        vocabulary: dict[str, int] = {}
        texts: dict[str, Counter[int]] = {}
        parts: dict[str, tuple[list[int], list[int], list[int]]] = {field: ([], [], []) for field in weights}
        for row, document in enumerate(documents):
            self.keys.append(document.key)
            priors.append(document.prior)
            self._names.append("\n".join(folded(text) for text in document.fields.get(name, ())))
            for field, (rows, columns, counts) in parts.items():
                total: Counter[int] = Counter()
                for text in document.fields.get(field, ()):
                    if text not in texts:
                        texts[text] = Counter(vocabulary.setdefault(word.form, len(vocabulary)) for word in words(text))
                    total.update(texts[text])
                rows.extend([row] * len(total))
                columns.extend(total)
                counts.extend(total.values())
        self._prior = np.asarray(priors)
        self._take(vocabulary, _weighted(parts, weights, shape=(len(self.keys), len(vocabulary))))

    def _take(self, vocabulary: dict[str, int], weights: sparse.csc_matrix) -> None:
        self._vocabulary, self._weights = vocabulary, weights
        self._known = Known(vocabulary, np.diff(weights.indptr) if vocabulary else np.zeros(0, dtype=np.intp))

    def write(self, path: Path) -> None:
        """Write the index into a file of arrays, with nothing in it that could be executed."""
        forms = sorted(self._vocabulary, key=self._vocabulary.__getitem__)
        texts = json.dumps([self.keys, self._names, forms], ensure_ascii=False).encode()
        with path.open("wb") as stream:
            np.savez_compressed(
                stream,
                texts=np.frombuffer(texts, dtype=np.uint8),
                prior=self._prior,
                data=self._weights.data,
                indices=self._weights.indices,
                indptr=self._weights.indptr,
            )

    @classmethod
    def read(cls, path: Path) -> Index:
        """Return the index that `write` put into a file."""
        from scipy import sparse

        found = cls.__new__(cls)
        with np.load(path, allow_pickle=False) as arrays:
            found.keys, found._names, forms = json.loads(arrays["texts"].tobytes())
            found._prior = arrays["prior"]
            parts = (arrays["data"], arrays["indices"], arrays["indptr"])
        shape = (len(found.keys), len(forms))
        found._take({form: place for place, form in enumerate(forms)}, sparse.csc_matrix(parts, shape=shape))
        return found

    def question(self, text: str) -> Question:
        """Return what a text asks of these documents."""
        return question(text, self._known)

    def search(self, text: str, *, among: npt.NDArray[np.bool_] | None = None, limit: int = 50) -> list[Answer]:
        """Return the best answers to a question, best first; [] where nothing is asked or found.

        Parameters
        ----------
        among : of which documents, in their order; of all by default.
        """
        asked = self.question(text)
        if not asked.terms:
            return []
        scores = self._scores(asked)
        if among is not None:
            scores = np.where(among, scores, 0.0)
        best = np.argsort(-scores, kind="stable")[: max(SCANNED, limit)]
        best = best[scores[best] > 0]
        whole = " ".join(folded(text).split())
        if not len(best):
            return self._named(whole, among, limit)
        lifted = [(scores[row] * self._lift(whole, row) + 1e-3 * self._prior[row], row) for row in best]
        lifted.sort(key=lambda pair: (-pair[0], pair[1]))
        return [Answer(self.keys[row], round(float(score), 4)) for score, row in lifted[:limit]]

    def _scores(self, asked: Question) -> Floats:
        size = len(self.keys)
        total, covered = np.zeros(size), np.zeros(size)
        weight = sum(term.weight for term in asked.terms)
        for term in asked.terms:
            best = np.zeros(size)
            for form, share in term.forms.items():
                column = self._vocabulary.get(form)
                if column is None:
                    continue
                first, last = self._weights.indptr[column : column + 2]
                rows = self._weights.indices[first:last]
                np.maximum.at(best, rows, share * self._weights.data[first:last])
            total += term.weight * best
            covered += term.weight * (best > 0)
        return np.asarray(total * (covered / weight) ** COVERAGE)

    def _named(self, whole: str, among: npt.NDArray[np.bool_] | None, limit: int) -> list[Answer]:
        """Return the documents whose name holds the signs of a question no word of which is known."""
        rows = [row for row, name in enumerate(self._names) if len(whole) > 1 and whole in name]
        return [Answer(self.keys[row], 1.0) for row in rows if among is None or among[row]][:limit]

    def _lift(self, whole: str, row: int) -> float:
        """Return how much more a document is worth whose name is or holds the whole question."""
        names = self._names[row].split("\n")
        if whole in names:
            return 2.0
        if len(whole) > 1 and any(name.startswith(whole) for name in names):
            return 1.4
        return 1.25 if len(whole) > 1 and any(whole in name for name in names) else 1.0


def _weighted(parts: Mapping[str, Any], weights: Mapping[str, float], *, shape: tuple[int, int]) -> sparse.csc_matrix:
    """Return documents x words: what each word adds to the score of each document."""
    from scipy import sparse

    frequency = sparse.csr_matrix(shape)
    for field, (rows, columns, counts) in parts.items():
        found = sparse.csr_matrix((np.asarray(counts, dtype=np.float64), (rows, columns)), shape=shape)
        lengths = np.asarray(found.sum(axis=1)).ravel()
        mean = lengths[lengths > 0].mean() if (lengths > 0).any() else 1.0
        scale = weights[field] / (1 - B + B * lengths / mean)
        frequency = frequency + sparse.diags_array(scale) @ found
    matrix = sparse.csc_matrix(frequency)
    present = np.diff(matrix.indptr)
    rarity = np.log(1 + (shape[0] - present + 0.5) / (present + 0.5))
    matrix.data = matrix.data * (K1 + 1) / (matrix.data + K1) * np.repeat(rarity, present)
    return matrix
