using System.Collections.Immutable;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Wattd.Http.Security.Authentication;
using Wattd.Http.Security.Tls;
using Wattd.Settings;

namespace Wattd.Http.Security;

/// <summary>
/// The web configuration in force. A separate thread checks every second whether the files have changed, so
/// a hanging file system blocks no request. The files are read when they have not changed between two checks, and used only if
/// they did not change while they were read: a half-written file is never used.
/// </summary>
sealed class WebSecurity : IDisposable
{
    static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long files must be unchanged before they are read.</summary>
    static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    // Ten seconds.
    const int MostUnquiet = 20;

    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    // Reading needs little stack: a parser of bounded depth and OpenSSL.
    const int StackBytes = 512 << 10;

    readonly string _path;
    readonly ILogger<WebSecurity> _logger;
    readonly TimeProvider _time;
    readonly Func<string, FileStamp> _stampOf;
    readonly PasswordChecks _passwords;
    readonly Action<ImmutableArray<string>> _report;
    readonly AutoResetEvent _wake = new(false);
    volatile bool _isDisposed;
    volatile WebSecurityState _state;

    // Reloads that were asked for, and how many of them are done.
    long _wanted, _done;

    // Used only by the thread once it runs: the stamps of the last read, and those of the last check where they differ.
    WatchedFiles _taken;
    WatchedFiles? _seen;
    int _unquiet;

    WebSecurity(
        string path, ILogger<WebSecurity> logger, TimeProvider time, Func<string, FileStamp> stampOf, Action<ImmutableArray<string>> report)
    {
        (_path, _logger, _time, _stampOf, _report) = (path, logger, time, stampOf, report);
        _passwords = new PasswordChecks(time);
        (_state, _taken) = ReadAtStart();
        LogState();
        new Thread(Watch, StackBytes) { IsBackground = true, Name = "web config" }.Start();
    }

    /// <summary>Reads the file and the files that it names, and then watches them for changes.</summary>
    /// <param name="path">The file; null for no protection.</param>
    /// <param name="logger">Logs what is in force.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stampOf">Takes the stamp of a file. The default is <see cref="FileStamp.Of"/>.</param>
    /// <param name="report">Gets the faults each time that the files are read later, one line each; empty if they are taken.</param>
    /// <exception cref="ConfigurationException">A file is wrong.</exception>
    public static WebSecurity? Load(
        string? path, ILogger<WebSecurity> logger, TimeProvider time, Func<string, FileStamp>? stampOf = null,
        Action<ImmutableArray<string>>? report = null) =>
        path is null ? null : new WebSecurity(path, logger, time, stampOf ?? FileStamp.Of, report ?? (_ => { }));

    /// <summary>The state in force. Never blocks.</summary>
    public WebSecurityState Current => _state;

    /// <summary>Adds TLS to an endpoint; null without TLS, until a restart.</summary>
    public Action<ListenOptions>? Protect => _state.Tls is null ? null
        : listen => listen.Use(next => new TlsConnections(() => Current.Tls!.Options(), next).ServeAsync);

    /// <summary>
    /// Makes the files be read again soon, changed or not. If they are wrong, the configuration in force stays, and a log
    /// message says so.
    /// </summary>
    public void Reload()
    {
        Interlocked.Increment(ref _wanted);
        _wake.Set();
    }

    /// <summary>The same; returns when they have been read, or keep changing and are not.</summary>
    public async Task ReloadAsync()
    {
        var wanted = Interlocked.Increment(ref _wanted);
        _wake.Set();
        var began = _time.GetTimestamp();
        while (Volatile.Read(ref _done) < wanted && _time.GetElapsedTime(began) < MostUnquiet * Quiet)
            await Task.Delay(PollInterval, _time);
    }

    /// <summary>Stops the checks, without waiting for one that hangs.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _wake.Set();
    }

    void Watch()
    {
        while (!_isDisposed)
        {
            // A requested reload does not shorten the quiet time.
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
        // A reload requested during this check is done by the next one.
        var wanted = Volatile.Read(ref _wanted);
        if (_seen is null && wanted == _done && !_taken.HaveChanged)
            return;
        if (_seen is null || _seen.HaveChanged)
        {
            LookAgain((_seen ?? _taken).Now());
            return;
        }
        if (TryTake(_seen) is { } others)
        {
            LookAgain(others);
            return;
        }
        (_taken, _seen, _unquiet) = (_seen, null, 0);
        Volatile.Write(ref _done, wanted);
    }

    void LookAgain(WatchedFiles files)
    {
        _seen = files;
        if (++_unquiet == MostUnquiet)
            _logger.Refused($"{_path}: it, or a file that it names, keeps changing; "
                + $"they are read when they have not changed for {Quiet.TotalSeconds} s");
    }

    /// <summary>Reads files that have been unchanged for a while.</summary>
    /// <returns>Null if that is done, valid or not; else the files to check again.</returns>
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
            _report([]);
            LogState();
        }
        catch (Exception wrong)
        {
            if (files.HaveChanged)
                return files.Now();
            ImmutableArray<string> faults = wrong is ConfigurationException { Lines: var known } ? known : [$"{_path}: {Quoted.Plain(wrong.Message)}"];
            _report(faults);
            foreach (var fault in faults)
                _logger.Refused(fault);
        }
        return null;
    }

    /// <summary>Reads the files at once, and again if they were being written.</summary>
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
                // An error may be gone when the file is completely written.
            }
        }
        throw new ConfigurationException([$"{_path}: it, or a file that it names, keeps changing; write to another file and rename it to this one"]);
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

    // Unchanged users keep their remembered credentials.
    BasicAuthentication? Users(WebConfiguration configuration, BasicAuthentication? before) =>
        configuration.Users.Count == 0 ? null
        : before is not null && before.IsFor(configuration.Users) ? before
        : new BasicAuthentication(configuration.Users, _passwords);

    void LogState()
    {
        var configuration = _state.Configuration;
        _logger.InForce(_path, Summary(_state));
        foreach (var note in configuration.Notes)
            _logger.Ignored(note);
        if (configuration.Tls is null && configuration.Users.Count == 0)
            _logger.Exposed($"{_path} has neither tls_server_config nor basic_auth_users: anyone who reaches a port can read it");
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
