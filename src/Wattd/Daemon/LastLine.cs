using System.ComponentModel;
using System.Text;
using Microsoft.Win32.SafeHandles;
using static Wattd.Linux.Unistd;

namespace Wattd.Daemon;

/// <summary>The one line with which the process ends where the system denies it what no program can do without.</summary>
static class LastLine
{
    const string Limits =
        "wattd: the system gives this process no more memory, threads or open files; raise its limits (ulimit -v, -d, -u, -n; MemoryMax=, TasksMax=)";

    /// <summary>What denied memory, threads or output means for the operator; null for every other exception.</summary>
    /// <remarks>
    /// The runtime starts its signal thread, its sockets and its console in type initializers: one that fails lacks memory,
    /// threads or open files, whatever the error says.
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

    /// <summary>Writes the line to standard error, as far as it takes it.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(string line)
    {
        try
        {
            // Not the console's writer, which takes memory of its own to begin with.
            using var error = new FileStream(new SafeFileHandle(STDERR_FILENO, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            error.Write(Encoding.UTF8.GetBytes(line + '\n'));
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // It is as full as the output.
        }
        return ExitCode.Failure;
    }
}
