"""Every expected fault: its code, its status, and words in each language that need no more than its values."""

from __future__ import annotations

import pytest

from geo.access.errors import (
    ForbiddenError,
    KeyNeededError,
    RoleChangeError,
    SignInNeededError,
    TooManySignInsError,
)
from geo.analysis.errors import (
    AmbiguousPlaceError,
    BorderCrossingError,
    Candidate,
    MissingDenominatorError,
    NothingInCommonError,
    NotMetricError,
    ParameterError,
    TooFewError,
    TooFineError,
    TooManyError,
    UnknownPlaceError,
    UnusableValuesError,
)
from geo.analysis.rating.errors import MissingInputError, UnknownMethodError
from geo.backup.errors import DamagedBackupError, NewerBackupError, ServerRunningError
from geo.catalog.errors import DataFileError, FileFault, UnknownObjectError
from geo.comparison.errors import ComparisonError, StoryError
from geo.datasets.errors import DatasetQuotaError
from geo.errors import ObservatoryError
from geo.export.errors import TemplateError
from geo.governance.errors import EntryError, GovernanceError, ReportError, StaleValuesError
from geo.ingest.errors import SandboxError, UploadQuotaError, UploadsOffError, UploadWorkerError
from geo.intake.errors import (
    BodyTooLargeError,
    UploadDiskError,
    UploadFormError,
    UploadOffsetError,
    UploadSlowError,
    UploadTooLargeError,
)
from geo.keeping.errors import DatabaseDownError
from geo.language import LANGUAGES, translator
from geo.maps.errors import BaseMapFileError
from geo.operations.errors import ForeignOriginError, MetricsHiddenError, TooManyRequestsError, UnknownAddressError
from geo.partners.errors import PartnersError, PartnerTextError, TooManyInterestsError, UnknownInterestError
from geo.publication.errors import (
    NotOwnerError,
    PublicationFieldsError,
    PublicationQuotaError,
    PublishedFileError,
    UnknownPublicationError,
    WithdrawnError,
)
from geo.serving.errors import CrewError, NoProxyError
from geo.standards.errors import RequestParameterError, UnknownCollectionError
from geo.statistics.errors import UnknownChoiceError, UnknownDatasetError
from geo.tables.errors import TableFileError, TableQuotaError, TablesError, UnknownTableError
from geo.tiles.errors import UnknownLayerError
from geo.workbench.errors import CopyError, LayerGoneError, NoMatchError, ServerLayersError, SessionLayersError
from geo.workspace.errors import (
    KeptQuotaError,
    ProjectFileError,
    ProjectNameError,
    ShareEndedError,
    TooManyProjectsError,
    UnknownProjectError,
    UnknownShareError,
)
from tests.faults import every_fault
from tests.texts import messages


@pytest.mark.parametrize("fault", every_fault())
def test_every_error_class_has_a_status_and_words(fault: type[ObservatoryError]) -> None:
    assert {"code", "status"} <= vars(fault).keys()
    assert 400 <= fault.status < 600
    for language in LANGUAGES:
        assert f"error.{fault.code}" in messages(language), language


def test_no_two_errors_share_a_code() -> None:
    codes = [fault.code for fault in every_fault()]
    assert len(codes) > 30
    assert len(set(codes)) == len(codes)


FAULTS = [
    DatasetQuotaError(room_mb=4096),
    DataFileError(FileFault("tables/hubs.csv", "aa", None)),
    BaseMapFileError("/maps/x.pmtiles", "it is damaged"),
    UnknownLayerError("roads", known=("admin",)),
    UnknownObjectError("table", "hubs"),
    UnknownPlaceError("atlantis", nearest=()),
    AmbiguousPlaceError(
        "Suzhou", candidates=(Candidate("苏州", "Suzhou", "city:a"), Candidate("宿州", "Suzhou", "city:b"))
    ),
    BorderCrossingError(origin="a", target="b", distance_km=1.0),
    MissingDenominatorError("ruhr", "km2", "firms", reason="area"),
    NothingInCommonError(("ruhr", "tsukuba"), ("firms",)),
    ComparisonError(1, least=2, most=4),
    StoryError("A fact."),
    TemplateError("a.pptx", "A fact."),
    ParameterError("reach_m", -1, allowed="> 0"),
    UnusableValuesError("negative", count=2),
    NotMetricError("EPSG:4326", fault="degrees"),
    TooFineError("dbscan", scale_m=500, uncertainty_m=4000, count=3, total=9),
    TooFewError("ripley", count=3, least=10),
    TooManyError("ripley", count=3000, limit=2000),
    LayerGoneError(),
    SessionLayersError(2048),
    ServerLayersError(4096),
    UnknownMethodError("best", known=("us_strong",)),
    MissingInputError("us_strong", missing=("jobs",)),
    UnknownDatasetError("x", known=("us_cbp_2019",)),
    UnknownChoiceError("us_cbp_2019", "1066", known=("2019",)),
    UploadsOffError(),
    UploadQuotaError("queue", limit=8, unit="uploads waiting"),
    SandboxError(),
    UploadWorkerError(),
    PublicationFieldsError(("title", "too_long"), longest={"title": 9}),
    GovernanceError("The folder cannot be made.", path="/x"),
    EntryError("empty"),
    StaleValuesError([("ruhr", "gdp", "2024")]),
    ReportError("clusters"),
    PublicationQuotaError(needed_mb=2.0, held_mb=3.0, limit_mb=4),
    UnknownPublicationError("x"),
    WithdrawnError("x", at="2024-01-09T00:00:00Z", by="Ann"),
    NotOwnerError("x"),
    PublishedFileError("x.1", FileFault("a.parquet", "aa", None)),
    BodyTooLargeError(limit_kb=64),
    CopyError(".gpkg", code="copy_rows"),
    NoMatchError(count=9, found=2),
    MissingInputError("us_strong", missing=("establishments",)),
    UnknownMethodError("best", known=("us_strong",)),
    UnknownDatasetError("mars", known=("us_cbp_2019",)),
    UnknownChoiceError("us_cbp_2019", "mars", known=("jobs",)),
    UploadDiskError(),
    UploadFormError(),
    UploadOffsetError(offset=7),
    UploadSlowError(seconds=30.0),
    UploadTooLargeError(limit_mb=512),
    KeptQuotaError(needed_mb=2.0, held_mb=3.0, limit_mb=4, variable="OBSERVATORY_KEPT_MB"),
    ProjectFileError("no_zip"),
    ProjectNameError(longest=80),
    ShareEndedError(at="2026-01-09T00:00:00Z"),
    TooManyProjectsError(most=50),
    PartnersError("The register cannot be used."),
    TablesError("The register cannot be used."),
    UnknownTableError("0123456789abcdef"),
    TableQuotaError(size_mb=1.5, most_mb=1),
    TableFileError("0123456789abcdef"),
    PartnerTextError(length=0, longest=80),
    TooManyInterestsError(most=100),
    UnknownInterestError(),
    UnknownProjectError(),
    UnknownShareError(),
    NoProxyError(),
    RequestParameterError("limit", "0", "a whole number from 1"),
    UnknownCollectionError("collection", "roads"),
    DamagedBackupError("a.tar", "it cannot be read as a backup"),
    DatabaseDownError("db.example:5432/observatory", "it does not answer"),
    NewerBackupError("a.tar", version="0.3.0", database="tracking.sqlite"),
    ServerRunningError(),
    ForeignOriginError("https://other.example"),
    MetricsHiddenError(),
    UnknownAddressError("/tiles/roads"),
    ForbiddenError("publish", needs="publisher", role="viewer"),
    SignInNeededError("publish", needs="publisher"),
    KeyNeededError(),
    RoleChangeError("role", value="root"),
    TooManySignInsError(limit=30, retry_after_s=3),
    TooManyRequestsError(limit=600, retry_after_s=3),
    CrewError("Caddy", "it ended with status 1"),
    *(
        fault("A fact, a value, a remedy.")
        for fault in every_fault()
        if "__init__" not in vars(fault) or fault is ObservatoryError
    ),
]


def test_there_is_a_sample_of_every_fault() -> None:
    assert {type(fault) for fault in FAULTS} == set(every_fault())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_fault_need_no_more_than_its_values(language: str, fault: ObservatoryError) -> None:
    assert "{" not in translator(language)(f"error.{fault.code}", **fault.values)
