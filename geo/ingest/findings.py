"""Findings of the upload doctor: the registry of what can be found, how serious it is, and who must decide.

A finding holds values, never sentences; the message catalogues (`ingest.finding.<code>` and, for the remedy,
`ingest.finding.<code>.fix`) turn them into text in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, NotRequired, TypedDict

INFO, WARN, REJECT = "info", "warn", "reject"
STATUS_OF: Final = {INFO: "ok", WARN: "warn", REJECT: "reject"}
EXIT_STATUS: Final = {"ok": 0, "warn": 1, "reject": 2}

# code -> severity. What stops the whole upload is a reject; what changes or may change the result is a warning.
SEVERITY: Final[dict[str, str]] = {
    # the reading process
    "worker_crashed": REJECT,
    "worker_memory": REJECT,
    "worker_time": REJECT,
    "disk_full": REJECT,
    "sandbox_partial": WARN,
    # the file as a whole
    "file_empty": REJECT,
    "file_too_large": REJECT,
    "format_unknown": REJECT,
    "format_html": REJECT,
    "statistics_format": REJECT,
    "format_virtual": REJECT,
    "format_unsupported": REJECT,
    "format_advice": REJECT,
    "file_password": REJECT,
    "text_one_line": REJECT,
    "format_mismatch": REJECT,
    "format_damaged": REJECT,
    "no_features_anywhere": WARN,
    "too_many_features": REJECT,
    "too_many_vertices": REJECT,
    "too_many_layers": REJECT,
    "too_many_fields": REJECT,
    "layer_unknown": REJECT,
    # archives
    "zip_not_zip": REJECT,
    "zip_empty": REJECT,
    "zip_corrupt": REJECT,
    "zip_crc": REJECT,
    "zip_encrypted": REJECT,
    "zip_method": REJECT,
    "zip_too_large": REJECT,
    "zip_ratio": REJECT,
    "zip_entries": REJECT,
    "zip_overlap": REJECT,
    "zip_path": REJECT,
    "zip_link": REJECT,
    "zip_nested": REJECT,
    "zip_nested_skipped": WARN,
    "zip_no_layer": REJECT,
    "zip_duplicate": WARN,
    "zip_names_decoded": INFO,
    "zip_ignored": INFO,
    "zip_trailing": WARN,
    "member_refused": WARN,
    # several layers
    "layers_several": WARN,
    "layer_empty": WARN,
    # shapefiles
    "shp_missing": REJECT,
    "shp_alone": REJECT,
    "shp_empty": REJECT,
    "shp_header": REJECT,
    "shp_signature": REJECT,
    "shp_record": REJECT,
    "shp_truncated": WARN,
    "shp_length_fixed": INFO,
    "shx_rebuilt": INFO,
    "dbf_missing": WARN,
    "dbf_damaged": WARN,
    "dbf_rows": WARN,
    "dbf_deleted": WARN,
    "memo_skipped": WARN,
    # text
    "encoding_detected": INFO,
    "encoding_contradicts": INFO,
    "encoding_uncertain": WARN,
    "encoding_forced": INFO,
    "text_undecodable": WARN,
    "text_cut": WARN,
    "text_mixed": WARN,
    # place
    "crs_unknown": WARN,
    "crs_assumed_degrees": INFO,
    "crs_inferred": WARN,
    "crs_zone_prefix": INFO,
    "crs_contradicts": WARN,
    "crs_unreadable": WARN,
    "crs_link": WARN,
    "crs_forced": INFO,
    "crs_outside_area": WARN,
    "crs_null": WARN,
    "crs_local": WARN,
    "crs_unplaceable": WARN,
    "crs_drawing": WARN,
    "datum_shift_unknown": WARN,
    "datum_unverified": INFO,
    "datum_gcj02": WARN,
    "datum_bd09": WARN,
    "datum_named": WARN,
    "datum_converted": INFO,
    "axes_swapped": WARN,
    "axes_suspect": WARN,
    "axes_forced": INFO,
    "place_outliers": WARN,
    "place_zero": WARN,
    "place_wrapped": WARN,
    # geometry
    "geometry_null": WARN,
    "geometry_none": WARN,
    "geometry_empty": WARN,
    "geometry_invalid": WARN,
    "geometry_degenerate": WARN,
    "geometry_nonfinite": WARN,
    "geometry_huge": WARN,
    "geometry_lost": WARN,
    "geometry_unreadable": WARN,
    "geometry_unclosed": INFO,
    "geometry_form": WARN,
    "geometry_text_numbers": WARN,
    "geometry_parts_dropped": WARN,
    "geometry_surfaces": WARN,
    "place_antimeridian": WARN,
    "place_off_globe": WARN,
    "geometry_mixed": INFO,
    "geometry_z": INFO,
    "geometry_z_nan": INFO,
    "geometry_curves": WARN,
    "geometry_ring_order": INFO,
    "geometry_partly_checked": INFO,
    # attributes
    "field_duplicate": WARN,
    "field_cut": INFO,
    "field_mixed": INFO,
    "field_nested": INFO,
    "field_dates": INFO,
    "field_bad_values": WARN,
    "formula_cells": WARN,
    "formula_texts": INFO,  # in a format that no spreadsheet opens
    "members_foreign": INFO,
    "features_skipped": WARN,
    "features_uncounted": WARN,
    "features_partial": WARN,
    # JSON
    "json_syntax": REJECT,
    "json_truncated": REJECT,
    "json_not_geojson": REJECT,
    "json_deep": REJECT,
    "json_lines": INFO,
    "topo_damaged": REJECT,
    "topo_arcs_missing": WARN,
    "json_duplicate_keys": WARN,
    "json_controls": WARN,
    "json_rows": INFO,
    "json_inside": INFO,
    "json_commas": INFO,
    "table_paths": INFO,
    "table_axes_unread": WARN,
    "table_scaled": WARN,
    "table_digits_angles": WARN,
    "gpx_commas": WARN,
    "file_gzip": INFO,
    "json_wrapped": INFO,
    "json_echarts": INFO,
    # XML
    "xml_entities": REJECT,
    "xml_syntax": REJECT,
    "xml_deep": REJECT,
    "xml_remote_schema": WARN,
    "xml_network_link": WARN,
    "xml_remote_reference": WARN,
    "xml_overlay_skipped": WARN,
    "xml_prefix_undeclared": INFO,
    "xml_controls": WARN,
    "xml_ampersands": WARN,
    "xml_references": INFO,
    "xml_coordinates_spaced": INFO,
    # GeoPackage
    "gpkg_not": REJECT,
    "gpkg_damaged": REJECT,
    "gpkg_no_geometry": REJECT,
    "gpkg_virtual": REJECT,
    "gpkg_views": REJECT,
    "gpkg_tables_skipped": INFO,
    "gdb_unreadable": REJECT,
    # GeoParquet
    "parquet_no_geo": REJECT,
    "parquet_geometry_columns": WARN,
    # tables
    "table_no_place": REJECT,
    "table_empty": REJECT,
    "table_place_columns": INFO,
    "table_ragged": WARN,
    "table_no_header": WARN,
    "table_rows_unplaced": WARN,
    "table_delimiter": INFO,
    "table_title_rows": INFO,
    "table_header_rows": INFO,
    "table_sheet_skipped": INFO,
    "table_joined": INFO,
    "table_join_missing": WARN,
    "table_join_ambiguous": WARN,
    "table_dms": INFO,
    "table_without_shapes": WARN,
    "drawing_areas": INFO,
    "survey_system": INFO,
    "survey_points_missing": WARN,
    "table_degrees_apart": INFO,
    "table_hemisphere": INFO,
    "table_pair_order": INFO,
    "table_pair_unordered": WARN,
    "table_digits_lost": WARN,
    "table_cells_merged": INFO,
    "table_html": INFO,
    "table_quotes_stray": WARN,
    "table_spaces": INFO,
    "place_contradicts": WARN,
    "text_nul": INFO,
    "table_unterminated_quote": WARN,
    # repaired copy
    "copy_failed": REJECT,
    "copy_split": INFO,
    "copy_collections": WARN,
    "copy_names_shortened": WARN,
    "copy_text_cut": WARN,
    "copy_validated": INFO,
    "copy_nulls": WARN,
}


class Choice(TypedDict):
    """One value a person can choose, as it stands in the report.

    Attributes
    ----------
    key : the value; evidence : what speaks for it, a key of `ingest.evidence` or a number.
    swap_axes, bbox_wgs84, distance_km : for a reference system: whether the axes are exchanged, the bounding box in
        degrees it leads to, and how far that lies from what the names say.
    """

    key: str
    evidence: str
    swap_axes: NotRequired[bool]
    bbox_wgs84: NotRequired[list[float] | None]
    distance_km: NotRequired[float | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in an upload.

    Attributes
    ----------
    code : key of SEVERITY and of the message catalogues.
    values : fills the texts' placeholders; numbers stay numbers.
    layer : name of the layer, "" for the whole file.
    rows : numbers of the rows concerned, from 1 as a person counts them; at most the first twenty.
    field : the column concerned, or "".
    before, after : a sample of the data as found, and as it is read or repaired.
    certain : False where the person's choice is needed.
    choices : the values to choose from, best first: (key, evidence).
    """

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    layer: str = ""
    rows: tuple[int, ...] = ()
    field: str = ""
    before: str = ""
    after: str = ""
    certain: bool = True
    choices: tuple[Choice, ...] = ()

    @property
    def severity(self) -> str:
        """Return info, warn or reject."""
        return SEVERITY[self.code]

    def as_json(self) -> dict[str, Any]:
        """Return the finding as a plain object, without texts."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Finding:
        """Read back what `as_json` gave."""
        return cls(**{**data, "rows": tuple(data["rows"]), "choices": tuple(data["choices"])})


class Refusal(Exception):  # noqa: N818 - it names the outcome, as a reader of the report sees it
    """Stops the examination: the upload, or this member of it, cannot be read. Carries its finding."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.finding = Finding(code, values)


MAX_ROWS: Final = 20


def first_rows(rows: Any) -> tuple[int, ...]:
    """Return at most MAX_ROWS row numbers, counted from 1, of zero-based positions."""
    return tuple(int(row) + 1 for row in rows[:MAX_ROWS])
