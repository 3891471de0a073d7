"""The application's addresses with those of the demo, as demo mode has them."""

from cadenza.demo.urls import urlpatterns as demo_urls
from cadenza.urls import handler400, handler403, handler404, handler500, urlpatterns

urlpatterns = [*urlpatterns, *demo_urls]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
