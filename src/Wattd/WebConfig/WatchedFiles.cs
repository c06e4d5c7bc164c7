namespace Wattd.WebConfig;

/// <summary>
/// Files, and the stamps that they had just before they were read: what is written while it is read is read again.
/// </summary>
sealed class WatchedFiles
{
    readonly Dictionary<string, FileStamp> _stamps;

    WatchedFiles(Dictionary<string, FileStamp> stamps) => _stamps = stamps;

    /// <summary>Takes the stamp of a file.</summary>
    public WatchedFiles(string path) : this(new Dictionary<string, FileStamp> { [path] = FileStamp.Of(path) })
    {
    }

    /// <summary>Whether one of them is another file now.</summary>
    public bool HaveChanged
    {
        get
        {
            foreach (var (path, stamp) in _stamps)
            {
                if (FileStamp.Of(path) != stamp)
                    return true;
            }
            return false;
        }
    }

    /// <summary>The same files with the stamps of now.</summary>
    public WatchedFiles Anew() => new(_stamps.Keys.ToDictionary(path => path, FileStamp.Of));

    /// <summary>These files: stamps that are there stay, those of other files are taken now.</summary>
    public WatchedFiles For(IEnumerable<string> paths) =>
        new(paths.Distinct().ToDictionary(
            path => path, path => _stamps.TryGetValue(path, out var stamp) ? stamp : FileStamp.Of(path)));
}
