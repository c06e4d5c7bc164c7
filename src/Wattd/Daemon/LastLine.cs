using System.ComponentModel;
using System.Text;
using Microsoft.Win32.SafeHandles;
using static Wattd.Linux.Unistd;

namespace Wattd.Daemon;

/// <summary>The last line of a process that the system denies an essential resource.</summary>
static class LastLine
{
    const string Limits =
        "wattd: the system gives this process no more memory, threads or open files; raise its limits (ulimit -v, -d, -u, -n; MemoryMax=, TasksMax=)";

    /// <summary>The line for denied memory, threads or output; null for every other exception.</summary>
    /// <remarks>
    /// The runtime starts its signal thread, its sockets and its console in type initializers: one that fails lacks memory,
    /// threads or open files, regardless of the error text.
    /// </remarks>
    public static string? Of(Exception fault) => fault switch
    {
        OutOfMemoryException => Limits,
        TypeInitializationException { TypeName: var type } when IsOfTheRuntime(type)
            || fault.GetBaseException() is OutOfMemoryException or IOException or Win32Exception => Limits,
        Win32Exception => Limits,
        IOException or UnauthorizedAccessException => $"wattd: cannot write the output: {fault.GetBaseException().Message}",
        _ => null,
    };

    static bool IsOfTheRuntime(string type) => type.StartsWith("System.", StringComparison.Ordinal);

    /// <summary>Writes the line to standard error, if that is possible.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(string line)
    {
        try
        {
            // Not the console's writer, which needs memory to start.
            using var error = new FileStream(new SafeFileHandle(STDERR_FILENO, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            error.Write(Encoding.UTF8.GetBytes(line + '\n'));
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Standard error cannot be written either.
        }
        return ExitCode.Failure;
    }
}
