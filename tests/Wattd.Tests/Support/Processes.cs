namespace Wattd.Tests.Support;

/// <summary>The state of processes according to the kernel.</summary>
static class Processes
{
    /// <summary>Waits until a process has ended and, if it is a child of this one, is reaped.</summary>
    public static void AssertGone(int id) => Eventually.Wait(() => IsGone(id), $"process {id} is gone");

    /// <summary>A zombie counts as gone if its parent is another process.</summary>
    static bool IsGone(int id)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
            return fields[0] == "Z" && fields[1] != Environment.ProcessId.ToString();
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>A child of a process; 0 if it has none.</summary>
    public static int ChildOf(int id) => Directory.GetDirectories($"/proc/{id}/task")
        .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(child => int.Parse(child, null)).FirstOrDefault();
}
