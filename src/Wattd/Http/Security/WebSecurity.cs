using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Wattd.Http.Security.Authentication;
using Wattd.Http.Security.Tls;
using Wattd.Settings;

namespace Wattd.Http.Security;

/// <summary>
/// The web configuration as it is in force. A thread of its own looks each second whether the files have changed, so
/// files that hang stop no request. They are read when they have not changed from one look to the next, and count only if
/// they did not change while they were read: a file that is being written is never taken half.
/// </summary>
sealed class WebSecurity : IDisposable
{
    static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>For how long files have to be left alone before they are read.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    // Ten seconds of them.
    const int MostUnquiet = 20;

    // Reading takes little: a parser of bounded depth and OpenSSL.
    const int StackBytes = 512 << 10;

    readonly string _path;
    readonly ILogger<WebSecurity> _logger;
    readonly TimeProvider _time;
    readonly Func<string, FileStamp> _stampOf;
    readonly PasswordChecks _passwords;
    readonly AutoResetEvent _wake = new(false);
    volatile bool _isDisposed;
    volatile bool _isAsked;
    volatile WebSecurityState _state;

    // Of the thread alone, once it runs: the stamps of what was read last, and those of the last look where they differ.
    WatchedFiles _taken;
    WatchedFiles? _seen;
    int _unquiet;

    WebSecurity(string path, ILogger<WebSecurity> logger, TimeProvider time, Func<string, FileStamp> stampOf)
    {
        (_path, _logger, _time, _stampOf) = (path, logger, time, stampOf);
        _passwords = new PasswordChecks(time);
        (_state, _taken) = ReadAtStart();
        Tell();
        new Thread(Watch, StackBytes) { IsBackground = true, Name = "web config" }.Start();
    }

    /// <summary>Reads the file and those that it names, and looks for changes from then on.</summary>
    /// <param name="path">The file; null for none, and then nothing is secured.</param>
    /// <param name="logger">Told what is in force.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stampOf">Takes the stamp of a file. The default is <see cref="FileStamp.Of"/>.</param>
    /// <exception cref="ConfigurationException">Something is wrong with them.</exception>
    public static WebSecurity? Load(
        string? path, ILogger<WebSecurity> logger, TimeProvider time, Func<string, FileStamp>? stampOf = null) =>
        path is null ? null : new WebSecurity(path, logger, time, stampOf ?? FileStamp.Of);

    /// <summary>What is in force. Asking for it waits for nothing.</summary>
    public WebSecurityState Current => _state;

    /// <summary>Puts TLS before an endpoint; null where there is none, which stays so until a restart.</summary>
    public Action<ListenOptions>? Protect => _state.Tls is null ? null
        : listen => listen.Use(next => new TlsConnections(() => Current.Tls!.Options(), next).ServeAsync);

    /// <summary>Has everything read again soon, changed or not. Where it is wrong, what was in force stays, and a line says so.</summary>
    public void Reload()
    {
        _isAsked = true;
        _wake.Set();
    }

    /// <summary>Looks no more. A look that hangs is left alone.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _wake.Set();
    }

    void Watch()
    {
        while (!_isDisposed)
        {
            // No wish for a reload shortens the quiet time.
            if (_seen is null)
                _wake.WaitOne(LookInterval);
            else
                Thread.Sleep(Quiet);
            if (!_isDisposed)
                Look();
        }
    }

    void Look()
    {
        // A wish for a reload that comes during this look is for the next one.
        var isAsked = _isAsked;
        if (_seen is null && !isAsked && !_taken.HaveChanged)
            return;
        if (_seen is null || _seen.HaveChanged)
        {
            LookAgain((_seen ?? _taken).Now());
            return;
        }
        _isAsked = false;
        if (TryTake(_seen) is { } others)
        {
            _isAsked |= isAsked;
            LookAgain(others);
        }
        else
            (_taken, _seen, _unquiet) = (_seen, null, 0);
    }

    void LookAgain(WatchedFiles files)
    {
        _seen = files;
        if (++_unquiet == MostUnquiet)
            _logger.Refused($"{_path}: it, or a file that it names, is being written all the time; "
                + $"they are read when they have not changed for {Quiet.TotalSeconds} s");
    }

    /// <summary>Reads files that have been left alone for a while.</summary>
    /// <returns>Null where that is done, right or wrong; else the files to look at once more.</returns>
    WatchedFiles? TryTake(WatchedFiles files)
    {
        try
        {
            var configuration = WebConfigurationFile.Read(_path);
            if (Paths(configuration) is var paths && !files.Include(paths))
                return new WatchedFiles(paths, _stampOf);
            if (Weakening.Of(_path, _state.Configuration, configuration) is { IsEmpty: false } lines)
                throw new ConfigurationException(lines);
            var state = Build(configuration, _state.Users);
            if (files.HaveChanged)
                return files.Now();
            _state = state;
            Tell();
        }
        catch (Exception wrong)
        {
            if (files.HaveChanged)
                return files.Now();
            foreach (var line in wrong is ConfigurationException { Lines: var lines } ? lines : [$"{_path}: {Quoted.Plain(wrong.Message)}"])
                _logger.Refused(line);
        }
        return null;
    }

    /// <summary>Reads the files at once, and again where they were being written.</summary>
    (WebSecurityState State, WatchedFiles Files) ReadAtStart()
    {
        for (var i = 0; i < MostUnquiet; i++)
        {
            if (i > 0)
                Thread.Sleep(Quiet);
            var file = new WatchedFiles([_path], _stampOf);
            var all = file;
            var isRecent = file.AreWithin(Quiet);
            try
            {
                var configuration = WebConfigurationFile.Read(_path);
                all = new WatchedFiles(Paths(configuration), _stampOf);
                isRecent |= all.AreWithin(Quiet);
                var state = Build(configuration, before: null);
                if (!isRecent && !file.HaveChanged && !all.HaveChanged)
                    return (state, all);
            }
            catch (ConfigurationException) when (isRecent || file.HaveChanged || all.HaveChanged)
            {
                // Whatever is wrong may be right when it is written.
            }
        }
        throw new ConfigurationException([$"{_path}: it, or a file that it names, is being written all the time; write another file and rename it to the old one"]);
    }

    IEnumerable<string> Paths(WebConfiguration configuration) =>
        [_path, .. configuration.Tls is { } files ? TlsServer.Files(files) : []];

    WebSecurityState Build(WebConfiguration configuration, BasicAuthentication? before)
    {
        if (configuration.Tls is not null || configuration.Users.Count > 0)
            OpenSsl.Require(_path);
        return new(
            configuration,
            configuration.Tls is { } tls ? TlsServer.Load(tls) : null,
            Users(configuration, before),
            configuration.RateLimit is { } rate ? new TokenBucket(rate, _time) : null);
    }

    // Users who stay the same go on being known.
    BasicAuthentication? Users(WebConfiguration configuration, BasicAuthentication? before) =>
        configuration.Users.Count == 0 ? null
        : before is not null && before.IsFor(configuration.Users) ? before
        : new BasicAuthentication(configuration.Users, _passwords);

    void Tell()
    {
        var configuration = _state.Configuration;
        _logger.InForce(_path, Summary(_state));
        foreach (var note in configuration.Notes)
            _logger.Ignored(note);
        if (configuration.Tls is null && configuration.Users.Count == 0)
            _logger.Exposed($"{_path} has neither tls_server_config nor basic_auth_users: whoever reaches a port can read it");
        if (configuration.Tls is { Key: { Path: var key } source } && FileRights.AreOpen(key ?? _path))
            _logger.Exposed($"{source} can be read by every user of this machine; 'chmod o-r' on it fixes that");
    }

    static string Summary(WebSecurityState state) => string.Join(", ",
    [
        state.Tls is { Certificate: var shown }
            ? $"TLS with the certificate of {Quoted.Plain(shown.Subject)} until {shown.NotAfter.ToUniversalTime():yyyy-MM-dd}"
            : "no TLS",
        state.Configuration.Users.Count is > 0 and var users
            ? $"basic authentication with {users} user(s)"
            : "no basic authentication",
    ]);
}
