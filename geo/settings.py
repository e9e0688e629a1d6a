"""Where things are and how large they may get: every variable, its default, bounds and meaning, and their one parser.

A concern has a typed class: `Settings` says where things are and how they look, `Limits` what an upload may take,
`FrontFiles` what the address is secured with, `Operations` how the server is run, `SignIn` who may come in. A field
names its variable and what it may hold. `settings()` reads the environment once; paths default to this checkout.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from geo.errors import SettingError
from geo.variables import (
    Address,
    Choice,
    DatabaseAddress,
    Folder,
    Hosts,
    Number,
    Origins,
    Text,
    TileSource,
    Variable,
    unusable,
)

ROOT = Path(__file__).resolve().parent.parent
UPLOAD_MODES: Final = ("off", "session", "publish")
SANDBOX_MODES: Final = ("require", "warn")
MEGABYTE: Final = 1 << 20
_Concern = TypeVar("_Concern")


def _from(variable: Variable, default: object, *, told: bool = True) -> Any:
    """Return a field that `variable` sets; one that is not `told` is a secret, and in no text of the object."""
    return field(default=default, repr=told, metadata={"variable": variable})


def variables(concern: type) -> dict[str, Variable]:
    """Return the variables of a class by the names of its fields."""
    return {one.name: one.metadata["variable"] for one in fields(concern)}


def read(concern: type[_Concern]) -> _Concern:
    """Read the environment; raises SettingError on a value that cannot be used."""
    texts = {name: (one, os.environ.get(one.name, "").strip()) for name, one in variables(concern).items()}
    return concern(**{name: one.parse(text) for name, (one, text) in texts.items() if text})


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are, and how the observatory presents itself.

    Attributes
    ----------
    data_dir : the Frictionless data package (read only).
    store_dir : what `python -m geo prepare` builds: boundaries, tile store, browser assets.
    default_language : ``zh`` or ``en``.
    tile_cache_mb : memory for encoded tiles, megabytes.
    cn_boundaries : whether China's units are drawn on the maps unless a link says otherwise: auto (with the
        Chinese interface), on or off.
    basemap_url, basemap_file, basemap_credit : an optional XYZ source of the operator's or a PMTiles file, and its
        credit line; none = ours alone.
    country_names : a CSV file with the operator's own names of countries and regions; "" = those that come with us.
    published_dir : register and files of published layers; kept, unlike the store.
    published_mb : size all published layers may take, megabytes.
    kept_dir : what people work on, kept for them; beside the store, and private to this server.
    kept_days : after which work nobody has opened expires; 0 keeps nothing beyond the session.
    kept_person_mb, kept_mb : size the kept work of one person and of all may take, megabytes.
    datasets_dir : registers that `python -m geo ingest` has read.
    store_url : where registers are kept instead: a PostgreSQL with PostGIS or an S3-compatible bucket; "" = in that
        folder.
    query_limit_ms : time a question to such a register may take.
    governance_dir : the register of tracking: values by period, labels, comments, editions of reports; kept.
    database_url : address of a PostgreSQL database that holds what people save instead of files of this machine, so
        that several replicas share it; "" for none.
    cache_dir : what preparing keeps from one store to the next: the ground and its shapes, which no data change.
    """

    data_dir: Path = _from(Folder("OBSERVATORY_DATA"), ROOT / "data")  # noqa: RUF009 - it is dataclasses.field
    store_dir: Path = _from(Folder("OBSERVATORY_STORE"), ROOT / ".store")  # noqa: RUF009 - it is dataclasses.field
    default_language: str = _from(Choice("OBSERVATORY_LANG", ("zh", "en")), "zh")
    tile_cache_mb: int = _from(Number("OBSERVATORY_TILE_CACHE_MB", 0, 4096), 32)
    basemap_url: str = _from(TileSource("OBSERVATORY_BASEMAP_URL"), "")
    basemap_file: str = _from(Text("OBSERVATORY_BASEMAP_PMTILES"), "")
    basemap_credit: str = _from(Text("OBSERVATORY_BASEMAP_CREDIT"), "")
    cn_boundaries: str = _from(Choice("OBSERVATORY_CN_BOUNDARIES", ("auto", "on", "off")), "auto")
    country_names: str = _from(Text("OBSERVATORY_COUNTRY_NAMES"), "")
    published_dir: Path = _from(Folder("OBSERVATORY_PUBLISHED"), ROOT / ".published")  # noqa: RUF009 - it is dataclasses.field
    published_mb: int = _from(Number("OBSERVATORY_PUBLISHED_MB", 1, 1_048_576), 4096)
    kept_dir: Path = _from(Folder("OBSERVATORY_KEPT"), ROOT / ".kept")  # noqa: RUF009 - it is dataclasses.field
    kept_days: int = _from(Number("OBSERVATORY_KEPT_DAYS", 0, 3650), 30)
    kept_person_mb: int = _from(Number("OBSERVATORY_KEPT_PERSON_MB", 1, 1_048_576), 2048)
    kept_mb: int = _from(Number("OBSERVATORY_KEPT_MB", 1, 1_048_576), 16_384)
    datasets_dir: Path = _from(Folder("OBSERVATORY_DATASETS"), ROOT / ".datasets")  # noqa: RUF009 - it is dataclasses.field
    store_url: str = _from(Address("OBSERVATORY_STORE_URL", ("postgresql", "s3")), "", told=False)
    query_limit_ms: int = _from(Number("OBSERVATORY_QUERY_MS", 50, 600_000), 5000)
    governance_dir: Path = _from(Folder("OBSERVATORY_GOVERNANCE"), ROOT / ".governance")  # noqa: RUF009 - it is dataclasses.field
    cache_dir: Path = _from(Folder("OBSERVATORY_CACHE"), ROOT / ".cache")  # noqa: RUF009 - it is dataclasses.field

    database_url: str = _from(DatabaseAddress("OBSERVATORY_DATABASE_URL"), "", told=False)

    def draws_units(self, language: str) -> bool:
        """Tell whether maps begin with China's units, for orientation, in a language of the interface.

        >>> Settings().draws_units("zh"), Settings().draws_units("en"), Settings(cn_boundaries="on").draws_units("en")
        (True, False, True)
        """
        return self.cn_boundaries == "on" or (self.cn_boundaries == "auto" and language == "zh")

    @property
    def has_basemap(self) -> bool:
        """Tell whether the operator's base map is drawn over ours."""
        return bool(self.basemap_url or self.basemap_file)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold for one upload, one session and the server.

    Attributes
    ----------
    uploads : off, session or publish.
    sandbox : require (no reading without the kernel's Landlock and seccomp) or warn.
    upload_mb : size of one upload, megabytes.
    unpacked_mb : size of everything unpacked from one archive, megabytes.
    entries : entries of one archive.
    ratio : unpacked / packed size of one entry larger than 16 MB.
    features : features (rows) of one upload, over all its layers.
    vertices : vertices of one upload.
    fields : columns of one layer.
    layers : layers of one upload.
    memory_mb : memory of the reading process beyond what its libraries take, megabytes.
    cpu_s, wall_s : processor and wall time of reading one upload, seconds.
    workers : uploads read at the same time.
    queue : uploads that may wait for a worker.
    session_mb, session_uploads : quota of one session.
    server_mb : quota of all sessions together.
    session_layers_mb, server_layers_mb : memory that the rows of opened layers may take, of one session and of all.
    layer_minutes : how long a session's layer stays without being looked at, minutes.
    validity_s : time spent on checking polygons for validity before the report, seconds.
    """

    uploads: str = _from(Choice("OBSERVATORY_UPLOADS", UPLOAD_MODES), "session")
    sandbox: str = _from(Choice("OBSERVATORY_SANDBOX", SANDBOX_MODES), "require")
    upload_mb: int = _from(Number("OBSERVATORY_UPLOAD_MB", 1, 65536), 512)
    unpacked_mb: int = _from(Number("OBSERVATORY_UNPACKED_MB", 1, 262144), 2048)
    entries: int = _from(Number("OBSERVATORY_ARCHIVE_ENTRIES", 1, 65535), 2000)
    ratio: int = _from(Number("OBSERVATORY_ARCHIVE_RATIO", 2, 100000), 400)
    features: int = _from(Number("OBSERVATORY_FEATURES", 1, 100_000_000), 5_000_000)
    vertices: int = _from(Number("OBSERVATORY_VERTICES", 1, 1_000_000_000), 50_000_000)
    fields: int = _from(Number("OBSERVATORY_FIELDS", 1, 32000), 2000)
    layers: int = _from(Number("OBSERVATORY_LAYERS", 1, 10000), 200)
    memory_mb: int = _from(Number("OBSERVATORY_WORKER_MB", 128, 262144), 4096)
    cpu_s: int = _from(Number("OBSERVATORY_WORKER_CPU_S", 1, 3600), 120)
    wall_s: int = _from(Number("OBSERVATORY_WORKER_WALL_S", 1, 3600), 150)
    workers: int = _from(Number("OBSERVATORY_WORKERS", 1, 64), 2)
    queue: int = _from(Number("OBSERVATORY_UPLOAD_QUEUE", 0, 1000), 60)
    session_mb: int = _from(Number("OBSERVATORY_SESSION_MB", 1, 262144), 1024)
    session_uploads: int = _from(Number("OBSERVATORY_SESSION_UPLOADS", 1, 10000), 20)
    server_mb: int = _from(Number("OBSERVATORY_SERVER_MB", 1, 1_048_576), 8192)
    session_layers_mb: int = _from(Number("OBSERVATORY_SESSION_LAYERS_MB", 1, 262144), 2048)
    server_layers_mb: int = _from(Number("OBSERVATORY_SERVER_LAYERS_MB", 1, 1_048_576), 4096)
    layer_minutes: int = _from(Number("OBSERVATORY_LAYER_MINUTES", 1, 10_080), 120)
    validity_s: int = _from(Number("OBSERVATORY_VALIDITY_S", 0, 3600), 1)

    def as_json(self) -> dict[str, Any]:
        """Return the limits as a plain object, for the worker."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FrontFiles:
    """What the one address of several processes is secured with.

    Attributes
    ----------
    certificate, key : files in PEM format; both, or none for plain HTTP.
    """

    certificate: str = _from(Text("OBSERVATORY_TLS_CERT"), "")
    key: str = _from(Text("OBSERVATORY_TLS_KEY"), "")


@dataclass(frozen=True, slots=True)
class Operations:
    """How the server is run: what it tells whoever runs it, and what it lets others do.

    Attributes
    ----------
    metrics : off; local, for who asks from this machine and through no proxy; on, for all.
    log : text, as the libraries write it; json, one object a line with a line for each request.
    policy : enforce the Content-Security-Policy, only report what breaks it, or off.
    frame_ancestors : who may show the pages in a frame: 'self', 'none', or origins.
    cors : origins whose pages may read the data; "*" for all, none by default.
    rate : requests for data one address may make a minute; 0 for no limit.
    warm_up : open every page once: until somebody comes (idle), before anybody is let in (first), or never (off).
    proxies : addresses or networks of the proxies that tell whom a request is from.
    """

    metrics: str = _from(Choice("OBSERVATORY_METRICS", ("off", "local", "on")), "local")
    log: str = _from(Choice("OBSERVATORY_LOG", ("text", "json")), "text")
    policy: str = _from(Choice("OBSERVATORY_CSP", ("enforce", "report", "off")), "enforce")
    frame_ancestors: tuple[str, ...] = _from(Origins("OBSERVATORY_FRAME_ANCESTORS", ("'self'", "'none'")), ("'self'",))
    cors: tuple[str, ...] = _from(Origins("OBSERVATORY_CORS", ("*",)), ())
    rate: int = _from(Number("OBSERVATORY_RATE", 0, 1_000_000), 0)
    warm_up: str = _from(Choice("OBSERVATORY_WARM_UP", ("idle", "first", "off")), "idle")
    proxies: tuple[str, ...] = _from(Hosts("OBSERVATORY_PROXIES"), ("127.0.0.1", "::1"))


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who may come in: the identity provider, the roles it tells of, and what is open to those who did not sign in.

    Attributes
    ----------
    metadata : address of the provider's OpenID Connect discovery document; "" = nobody signs in.
    client, secret, secret_file : what the provider knows this app by; the secret itself or the file that holds it.
    cookie_secret, cookie_secret_file : what sessions are signed with, the same in all processes.
    address : where people open the app, with its base path: https://observatory.example/base.
    scope : what is asked of the provider, between spaces.
    role_claim : the claim that holds roles, a text or a list.
    role_names : what the provider calls a role, as value=role between spaces; a role's own name counts unnamed.
    session_minutes : after which a session ends.
    sign_ins : attempts to sign in, and wrong keys, that one address may make a minute; 0 for no limit.
    visitors : open, so that all may look; closed, so that nothing is shown to who is not signed in and has no key.
    """

    metadata: str = _from(Text("OBSERVATORY_OIDC_METADATA"), "")
    client: str = _from(Text("OBSERVATORY_OIDC_CLIENT"), "")
    secret: str = _from(Text("OBSERVATORY_OIDC_SECRET"), "", told=False)
    secret_file: str = _from(Text("OBSERVATORY_OIDC_SECRET_FILE"), "")
    cookie_secret: str = _from(Text("OBSERVATORY_COOKIE_SECRET"), "", told=False)
    cookie_secret_file: str = _from(Text("OBSERVATORY_COOKIE_SECRET_FILE"), "")
    address: str = _from(Text("OBSERVATORY_ADDRESS"), "")
    scope: str = _from(Text("OBSERVATORY_OIDC_SCOPE"), "openid email profile")
    role_claim: str = _from(Text("OBSERVATORY_ROLE_CLAIM"), "roles")
    role_names: str = _from(Text("OBSERVATORY_ROLE_NAMES"), "")
    session_minutes: int = _from(Number("OBSERVATORY_SESSION_MINUTES", 1, 43_200), 480)
    sign_ins: int = _from(Number("OBSERVATORY_SIGN_INS", 0, 100_000), 30)
    visitors: str = _from(Choice("OBSERVATORY_VISITORS", ("open", "closed")), "open")

    @property
    def is_on(self) -> bool:
        """Tell whether people sign in here."""
        return bool(self.metadata)


CONCERNS: Final = (Settings, Limits, FrontFiles, Operations, SignIn)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read the environment and return the settings; raises SettingError on a value that cannot be used."""
    found = read(Settings)
    if found.basemap_file:
        if found.basemap_url:
            raise unusable(
                "OBSERVATORY_BASEMAP_PMTILES", found.basemap_file, "empty while OBSERVATORY_BASEMAP_URL is set"
            )
        if not os.access(found.basemap_file, os.R_OK):
            raise unusable("OBSERVATORY_BASEMAP_PMTILES", found.basemap_file, "a file that can be read")
    kept = {"OBSERVATORY_PUBLISHED": found.published_dir, "OBSERVATORY_DATASETS": found.datasets_dir}
    kept |= {"OBSERVATORY_KEPT": found.kept_dir, "OBSERVATORY_GOVERNANCE": found.governance_dir}
    for folder in (found.data_dir, found.store_dir):  # one is sealed, the other is built anew
        for name, place in kept.items():
            if place.is_relative_to(folder):
                raise SettingError(
                    f"{name} is {str(place)!r}, inside {str(folder)!r}; it must lie elsewhere.",
                    name=name,
                    value=str(place),
                )
    return found


def limits() -> Limits:
    """Read the environment and return the limits; raises SettingError on a value that cannot be used."""
    return read(Limits)


def operations() -> Operations:
    """Read the environment and return how the server is run; raises SettingError on a value that cannot be used."""
    return read(Operations)


def front_files() -> FrontFiles:
    """Read the environment and return the files; raises SettingError where one is missing or cannot be read."""
    found = read(FrontFiles)
    for name, path, other in (
        ("OBSERVATORY_TLS_CERT", found.certificate, found.key),
        ("OBSERVATORY_TLS_KEY", found.key, found.certificate),
    ):
        if (path or other) and not os.access(path, os.R_OK):
            raise unusable(name, path, "a file that can be read, together with the other of the pair")
    return FrontFiles(*(str(Path(path).resolve()) if path else "" for path in (found.certificate, found.key)))
