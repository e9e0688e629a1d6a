"""QGIS, headless: it opens three layers the standards' routes give out, counts them and draws them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from geo.settings import Settings
from geo.standards import frames

from .served import service

__all__ = ("service",)  # a fixture
PYTHON = "/usr/bin/python3"  # Debian's, which has QGIS
LAYERS = ("clusters", "organisations", "links")
DRAW = """
import json, os, sys
from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsProject, QgsVectorLayer
from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

address, picture, *names = sys.argv[1:]
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
layers, told = [], {}
for name in names:
    source = f"typename='{name}' url='{address}' pageSize='200' maxNumFeatures='100000'"
    layer = QgsVectorLayer(source, name, "OAPIF")
    assert layer.isValid(), (name, layer.error().summary())
    told[name] = {"features": sum(1 for _ in layer.getFeatures()), "crs": layer.crs().authid(),
                  "fields": [field.name() for field in layer.fields()]}
    layers.append(layer)
drawn = QgsMapSettings()
drawn.setLayers(list(reversed(layers)))
drawn.setBackgroundColor(QColor(255, 255, 255))
drawn.setOutputSize(QSize(1000, 700))
drawn.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
drawn.setExtent(QgsRectangle(8.0e6, 1.5e6, 1.55e7, 6.9e6))
job = QgsMapRendererParallelJob(drawn)
job.start()
job.waitForFinished()
assert not job.errors(), [error.message for error in job.errors()]
job.renderedImage().save(picture)
print(json.dumps(told), flush=True)
os._exit(0)  # QGIS takes its own threads down in an order Python does not know, and may fall over it
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("qgis") is None, reason="QGIS is not installed (make qgis)")
def test_qgis_opens_and_draws_three_layers(service: str, store: Settings, tmp_path: Path) -> None:
    script, picture = tmp_path / "draw.py", Path(os.environ.get("QGIS_PICTURE", tmp_path / "qgis.png"))
    script.write_text(DRAW, "utf-8")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [PYTHON, str(script), service, str(picture), *LAYERS],
        env=environment, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    for name in LAYERS:
        frame = frames.frame(name, store)
        assert told[name]["features"] == len(frame), name
        assert set(frame.columns) - {"geometry"} <= set(told[name]["fields"]) | {"id"}, name
    colours = Image.open(picture).convert("RGB").getcolors(maxcolors=1 << 20)
    assert colours is not None
    painted = sum(count for count, colour in colours if colour != (255, 255, 255))
    assert painted > 5_000  # areas, dots and lines
    assert len(colours) > 3
