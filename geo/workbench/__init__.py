"""The analyst's workbench: layers of one session, their tiles, studies made with them, and the report."""
