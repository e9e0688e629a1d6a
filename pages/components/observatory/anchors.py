"""Parts of the page that findings lead to: anchors, each also the key of its words `rating.see.<key>`."""

from typing import Final

VIEW: Final = "view"
SCATTER: Final = "scatter"
WEIGHTS: Final = "weights"
