"""The frame every page opens in: language, navigation, the checks a start needs, and the footer."""

from geo.catalog import load_catalog
from geo.prepare import is_prepared
from geo.settings import settings
from pages.components import account, basket, frame, preparation, sitemap
from pages.components.boundary import boundary

t = frame.open_frame()
page = sitemap.navigate(t)
frame.open_page(page.title, t)
with boundary(t):
    load_catalog(settings())  # a missing or altered data file stops here, before anything is drawn from it
    if not account.lets_in(t):
        frame.close_frame(t)
    elif not is_prepared(settings()):
        preparation.show()
    else:
        if page.url_path != "compare":  # which has a choice of its own
            basket.show(t)
        with boundary(t):
            page.run()
        frame.close_frame(t)
