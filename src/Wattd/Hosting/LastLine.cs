namespace Wattd.Hosting;

/// <summary>The one line with which the process ends where the system denies it what no program can do without.</summary>
static class LastLine
{
    const int Enomem = 12; // errno.h

    /// <summary>What denied memory, threads or output means for the operator; null for every other exception.</summary>
    public static string? Of(Exception fault) => fault.GetBaseException() switch
    {
        OutOfMemoryException or IOException { HResult: Enomem } =>
            "wattd: the system gives this process no more memory or threads; raise its limits (ulimit -v, -d, -u; MemoryMax=, TasksMax=)",
        IOException denied => $"wattd: cannot write the output: {denied.Message}",
        _ => null,
    };

    /// <summary>Writes the line to standard error, as far as it takes it.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(string line)
    {
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (IOException)
        {
            // It is as full as the output.
        }
        return ExitCode.Failure;
    }
}
