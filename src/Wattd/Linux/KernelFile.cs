using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static Wattd.Linux.Errno;
using static Wattd.Linux.Stat;

namespace Wattd.Linux;

/// <summary>Opens files of the kernel, and never blocks on other files in their place.</summary>
static class KernelFile
{
    /// <summary>Why nothing can be opened, and the fix.</summary>
    public const string OutOfDescriptors = "too many files are open; raise LimitNOFILE";

    /// <summary>
    /// Opens a regular file for reading. A pipe without a writer, which would block, is refused like a directory.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    /// <exception cref="IOException">It cannot be opened, or is not a regular file; the result code is the error number.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        var handle = Fcntl.OpenRead(path, out var error);
        if (handle is null)
        {
            var message = error is EMFILE or ENFILE ? OutOfDescriptors : Marshal.GetPInvokeErrorMessage(error);
            throw error is EACCES or EPERM ? new UnauthorizedAccessException(message) : new IOException(message, error);
        }
        if (Stat.Of(handle, STATX_TYPE) is { Type: IFREG })
            return handle;
        handle.Dispose();
        throw new IOException("not a regular file");
    }

    /// <summary>Whether the process or the machine has too many open files: the error is not about the file.</summary>
    public static bool IsOutOfDescriptors(Exception exception) => exception is IOException { HResult: EMFILE or ENFILE };
}
