using System.Collections.Immutable;
using System.IO.Enumeration;

namespace Wattd.Collectors.Encodes.Cgroups;

/// <summary>
/// The cgroups that are encodes by their name: <c>encodes.match</c>. A pattern without a slash is that of a unit, wherever it is; one
/// with a slash is that of the end of a path, or of the whole path if the slash is in front. <c>*</c> is any text, also with slashes.
/// </summary>
/// <param name="patterns">The patterns.</param>
sealed class CgroupPatterns(ImmutableArray<string> patterns)
{
    // In these expressions a backslash takes the meaning of the next character; in names of units it is systemd's escape.
    readonly ImmutableArray<string> _units = [.. patterns.Where(pattern => !pattern.Contains('/')).Select(Expression)];
    readonly ImmutableArray<string> _paths = [.. patterns.Where(pattern => pattern.Contains('/')).Select(Expression)];
    readonly bool _areInUnits = patterns.Any(pattern => pattern.Contains(".service/") || pattern.Contains(".scope/"));

    /// <summary>Whether a cgroup is an encode by its name. Slices, and what wattd has no business with, never are.</summary>
    public bool Matches(string path) =>
        CgroupName.CanBeEncode(path) && (IsUnit(path) || _paths.Any(expression => IsPath(expression, path)));

    /// <summary>
    /// Whether encodes may be in a cgroup that is none itself. They are not looked for in services and scopes, of which a machine
    /// has hundreds, unless a pattern names one; the service managers of users are services with units in them.
    /// </summary>
    public bool MayHold(string path) => _areInUnits || !CgroupName.IsUnit(path) || CgroupName.IsUserManager(path);

    bool IsUnit(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var expression in _units)
        {
            if (FileSystemName.MatchesSimpleExpression(expression, name, ignoreCase: false))
                return true;
        }
        return false;
    }

    static bool IsPath(string expression, string path)
    {
        if (expression[0] == '/')
            return FileSystemName.MatchesSimpleExpression(expression, CgroupTree.Shown(path), ignoreCase: false);
        for (var start = 0; start >= 0;)
        {
            if (FileSystemName.MatchesSimpleExpression(expression, path.AsSpan(start), ignoreCase: false))
                return true;
            var slash = path.IndexOf('/', start);
            start = slash < 0 ? -1 : slash + 1;
        }
        return false;
    }

    static string Expression(string pattern) => pattern.Replace("\\", "\\\\", StringComparison.Ordinal);
}
