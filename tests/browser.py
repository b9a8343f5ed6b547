from fastapi.testclient import TestClient

from tests.builders import PASSWORD


class Browser(TestClient):
    """A browser that does not follow redirects, so that tests can see them."""

    def __init__(self, app, **options):
        super().__init__(app, follow_redirects=False, **options)
        self.headers["Origin"] = str(self.base_url)

    def sign_in(self, person):
        sent = self.post("/sign-in", data={"email": person.email, "password": PASSWORD})
        assert sent.status_code == 303, sent.text
        return self
