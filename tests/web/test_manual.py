def test_the_manual_names_every_address_of_the_api(browser, app):
    page = browser.get("/api/docs").text

    paths = app.openapi()["paths"]
    assert "/api/v1/assets/{tag}/move" in paths
    assert [path for path in paths if path not in page] == []


def test_the_manual_asks_no_other_host(browser):
    page = browser.get("/api/docs").text

    assert 'src="http' not in page
    assert 'href="http' not in page
