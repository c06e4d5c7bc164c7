namespace Wattd.Linux;

/// <summary>errno.h: error numbers, the same on x86-64 and arm64 (asm-generic/errno-base.h).</summary>
static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int ENXIO = 6;
    public const int ENOEXEC = 8;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int ENODEV = 19;
    public const int ENOTDIR = 20;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int ENOTTY = 25;
    public const int ETXTBSY = 26;
    public const int ENODATA = 61;
    public const int EMSGSIZE = 90;
    public const int ETIMEDOUT = 110;
    public const int ESTALE = 116;
}
