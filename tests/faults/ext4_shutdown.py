"""Shuts an ext4 file system down without flushing its journal: what was not synced is gone at the next mount, as after a power cut.

    python3 tests/faults/ext4_shutdown.py MOUNTPOINT
"""

import fcntl
import os
import struct
import sys

EXT4_IOC_SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32)
NO_LOG_FLUSH = 2


def cut(mountpoint: str) -> None:
    """From here on every write to the file system fails, and nothing more of it reaches the disk."""
    descriptor = os.open(mountpoint, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    cut(sys.argv[1])
