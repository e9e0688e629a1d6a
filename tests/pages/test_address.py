"""What stands in the address is a link, unless this session wrote it and the browser only lags behind a press."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page(cut_short: int = 0) -> None:
    """Show a page whose state is one number, raised by a button; so many first runs end before the address is written.

    A press ends a run that way.
    """
    import streamlit as st

    from pages.components.address import Address

    address = Address("page", ("n",))

    def more() -> None:
        address.press()
        st.session_state["n"] += 1

    asked = address.asked()
    if asked:
        st.session_state["n"] = int(asked["n"])
    st.session_state.setdefault("n", 0)
    st.button("more", on_click=more)
    st.markdown(str(st.session_state["n"]))
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    if st.session_state["runs"] <= cut_short:
        st.stop()
    address.write({"n": str(st.session_state["n"])})


def said(app: AppTest) -> str:
    return str(app.markdown[0].value)


def test_a_press_counts_although_the_browser_still_has_the_address_of_before() -> None:
    app = AppTest.from_function(page)
    app.query_params["n"] = "4"
    app.run()
    app.button[0].click().run()
    assert (said(app), app.query_params["n"]) == ("5", "5")
    app.query_params["n"] = "4"  # what the browser had when the button was pressed again
    app.button[0].click().run()
    assert (said(app), app.query_params["n"]) == ("6", "6")


def test_whoever_goes_back_gets_what_was_there() -> None:
    app = AppTest.from_function(page)
    app.query_params["n"] = "4"
    app.run()
    app.button[0].click().run()
    app.query_params["n"] = "4"
    app.run()
    assert said(app) == "4"


def test_a_link_of_others_wins_over_a_press() -> None:
    app = AppTest.from_function(page)
    app.run()
    app.query_params["n"] = "9"
    app.button[0].click().run()
    assert said(app) == "9"


def test_a_press_counts_although_it_ends_the_run_that_read_the_link() -> None:
    app = AppTest.from_function(page, kwargs={"cut_short": 2})
    app.query_params["n"] = "4"
    app.run()
    app.button[0].click().run()
    assert said(app) == "5"
    app.run()  # the run after the press was cut short too
    assert (said(app), app.query_params["n"]) == ("5", "5")
