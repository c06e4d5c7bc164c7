using System.CommandLine;
using System.Net;
using Wattd.Http.Security.Tls;
using Wattd.Settings;

namespace Wattd.Commands.Client;

/// <summary>The options that say which daemon a command asks, and what lets it in.</summary>
sealed class DaemonFlags
{
    const int MostPasswordBytes = 1 << 10;

    readonly Option<string> _url = new("--url")
    {
        HelpName = "<url>",
        Description = "The daemon to ask, on this or another machine: http://node7:9500 or https://node7:9500. (default: the one of this machine)",
    };

    readonly Option<string> _authority = new("--tls.ca")
    {
        HelpName = "<path>",
        Description = "The certificates, PEM, of the authorities that an https daemon is trusted by. (default: those of the system)",
    };

    readonly Option<string> _user = new("--user")
    {
        HelpName = "<name>",
        Description = "The user for basic authentication. The password is asked for, or comes from --password.file.",
    };

    readonly Option<string> _passwordFile = new("--password.file")
    {
        HelpName = "<path>",
        Description = "A file whose first line is the password of --user.",
    };

    public IReadOnlyList<Option> All => [_url, _authority, _user, _passwordFile];

    /// <summary>The daemon that <c>--url</c> names; null without it.</summary>
    /// <exception cref="UsageException">A value is not allowed, or two options cannot be combined.</exception>
    /// <exception cref="ConfigurationException">The certificates cannot be read.</exception>
    public DaemonAddress? AddressOf(ParseResult parsed)
    {
        var url = parsed.GetValue(_url) is { } text ? Url(text) : null;
        if (parsed.GetValue(_authority) is { } file)
        {
            return url is { Scheme: "https" }
                ? new DaemonAddress(url) { IsNamed = true, Trusted = ServerCertificate.ReadChain(new PemSource("--tls.ca", file, Text: null, "wattd")), User = UserOf(parsed) }
                : throw new UsageException("--tls.ca needs --url https://...");
        }
        if (url is { Scheme: "http", IsLoopback: false } && parsed.GetValue(_user) is not null)
            Console.Error.WriteLine("wattd: --user sends the password over http, without encryption");
        return url is null ? null : new DaemonAddress(url) { IsNamed = true, User = UserOf(parsed) };
    }

    /// <summary>The user, with the password; null for none.</summary>
    /// <exception cref="UsageException">There is no way to a password.</exception>
    public NetworkCredential? UserOf(ParseResult parsed)
    {
        var (user, file) = (parsed.GetValue(_user), parsed.GetValue(_passwordFile));
        if (user is null)
            return file is null ? null : throw new UsageException("--password.file needs --user");
        if (file is not null)
            return new NetworkCredential(user, FirstLine(file));
        return PasswordPrompt.Ask($"Password of {Quoted.Plain(user)}: ") is { } password
            ? new NetworkCredential(user, password)
            : throw new UsageException("--user needs --password.file, because standard input is not a terminal to ask at");
    }

    static string FirstLine(string path)
    {
        try
        {
            return TextFile.Read(path, MostPasswordBytes).Split('\n')[0].TrimEnd('\r');
        }
        catch (UnreadableFileException e)
        {
            throw new UsageException($"--password.file: {Quoted.Text(path)} {e.Message}");
        }
    }

    static Uri Url(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url is { Scheme: "http" or "https", UserInfo: "", AbsolutePath: "/", Query: "" }
            ? url
            : throw new UsageException($"--url: {Quoted.Text(text)} is not an address such as http://localhost:9500");
}
