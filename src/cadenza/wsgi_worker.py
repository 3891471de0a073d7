"""What each web process of `cadenza serve` loads: the application, in a process that ends with the one that started it.

A web server killed with signal 9 would otherwise leave its processes behind: they keep the port and answer with old code for ever.
"""

import signal

from cadenza.lifeline import end_with_parent
from cadenza.wsgi import application

end_with_parent(signal.SIGKILL)

__all__ = ["application"]
