using System.Text;
using System.Text.RegularExpressions;

namespace Wattd.Readings;

/// <summary>The files of the status page, embedded in the binary. Read when the page is first opened.</summary>
sealed partial class PageAssets
{
    static readonly Lazy<PageAssets> Loaded = new(() => new PageAssets());

    PageAssets()
    {
        // Lines of NAME HASH, written by the build.
        var hashes = Read("page.hashes").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd().Split(' ')).ToDictionary(words => words[0], words => words[1]);
        Pieces = [.. Place().Split(Read("page.html")).Select(piece => piece.Length > 2 && hashes.ContainsKey(piece[1..^1])
            ? new PagePiece("", Encoding.UTF8.GetBytes(Read(piece[1..^1])))
            : new PagePiece(piece, Encoding.UTF8.GetBytes(piece)))];
        Policy = $"default-src 'none'; style-src {Sources(hashes, ".css")}; script-src {Sources(hashes, ".js")}; connect-src 'self'; "
            + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";
    }

    /// <summary>The only one.</summary>
    public static PageAssets Instance => Loaded.Value;

    /// <summary>The document in pieces.</summary>
    public IReadOnlyList<PagePiece> Pieces { get; }

    /// <summary>
    /// The content security policy: this style and these scripts, by their hashes, and readings from the origin of the
    /// page; nothing else is loaded or run, and no script turns text into HTML.
    /// </summary>
    public string Policy { get; }

    static string Sources(Dictionary<string, string> hashes, string extension) => string.Join(' ', hashes
        .Where(file => file.Key.EndsWith(extension, StringComparison.Ordinal)).Select(file => $"'{file.Value}'"));

    static string Read(string file)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"{file} is not in the binary.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"(\{[a-z.]+\})")]
    private static partial Regex Place();
}

/// <summary>A piece of the page: either literal text, or a place to fill.</summary>
/// <param name="Place">The name of the place, as <c>{name}</c>; any other text is not a place.</param>
/// <param name="Text">The literal text.</param>
sealed record PagePiece(string Place, ReadOnlyMemory<byte> Text);
