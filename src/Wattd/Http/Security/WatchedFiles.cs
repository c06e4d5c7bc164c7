namespace Wattd.Http.Security;

/// <summary>Files with their stamps at one moment.</summary>
/// <param name="paths">The files.</param>
/// <param name="stampOf">Takes the stamp of a file.</param>
sealed class WatchedFiles(IEnumerable<string> paths, Func<string, FileStamp> stampOf)
{
    readonly Dictionary<string, FileStamp> _stamps = paths.Distinct().ToDictionary(path => path, stampOf);

    /// <summary>Whether one of them has changed.</summary>
    public bool HaveChanged
    {
        get
        {
            foreach (var (path, stamp) in _stamps)
            {
                if (stampOf(path) != stamp)
                    return true;
            }
            return false;
        }
    }

    /// <summary>Whether one of them changed within the given time.</summary>
    public bool AreWithin(TimeSpan span) => _stamps.Values.Any(stamp => stamp.IsWithin(span));

    /// <summary>The same files with their current stamps.</summary>
    public WatchedFiles Now() => new(_stamps.Keys, stampOf);

    /// <summary>Whether these files include all the others.</summary>
    public bool Include(IEnumerable<string> others) => others.All(_stamps.ContainsKey);
}
