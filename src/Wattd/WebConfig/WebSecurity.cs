using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Wattd.Configuration;
using Wattd.WebConfig.Authentication;
using Wattd.WebConfig.Tls;

namespace Wattd.WebConfig;

/// <summary>
/// The web configuration as it is in force. Requests and handshakes look whether its files have changed, once a second
/// at most; where nobody comes, nothing looks.
/// </summary>
sealed class WebSecurity
{
    static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    readonly string _path;
    readonly ILogger<WebSecurity> _logger;
    readonly TimeProvider _time;
    readonly GuessLimit _guesses;
    readonly PasswordChecker _passwords;
    readonly Lock _reading = new();

    WatchedFiles _files;
    volatile WebSecurityState _state;
    long _lookedAt;

    WebSecurity(string path, ILogger<WebSecurity> logger, TimeProvider time)
    {
        (_path, _logger, _time, _lookedAt) = (path, logger, time, time.GetTimestamp());
        (_guesses, _passwords) = (new GuessLimit(time), new PasswordChecker(time));
        _files = new WatchedFiles(path);
        _state = Read(before: null);
        Tell();
    }

    /// <summary>Reads the file and those that it names.</summary>
    /// <param name="path">The file; null for none, and then nothing is secured.</param>
    /// <param name="logger">Told what is in force.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ConfigurationException">Something is wrong with them.</exception>
    public static WebSecurity? Load(string? path, ILogger<WebSecurity> logger, TimeProvider time) =>
        path is null ? null : new WebSecurity(path, logger, time);

    /// <summary>What is in force, as of a second ago at most.</summary>
    public WebSecurityState Current
    {
        get
        {
            var (now, before) = (_time.GetTimestamp(), Interlocked.Read(ref _lookedAt));
            if (_time.GetElapsedTime(before, now) >= LookInterval
                && Interlocked.CompareExchange(ref _lookedAt, now, before) == before)
                Look();
            return _state;
        }
    }

    /// <summary>Puts TLS before an endpoint; null where there is none, which stays so until a restart.</summary>
    public Action<ListenOptions>? Protect => _state.Tls is null ? null
        : listen => listen.Use(next => new TlsConnections(() => Current.Tls!.Options(), next).ServeAsync);

    /// <summary>Reads everything again, changed or not. Where it is wrong, what was in force stays, and a line says so.</summary>
    public void Reload()
    {
        lock (_reading)
            Take();
    }

    void Look()
    {
        lock (_reading)
        {
            if (_files.HaveChanged)
                Take();
        }
    }

    void Take()
    {
        try
        {
            _files = _files.Anew();
            _state = Read(_state);
            Tell();
        }
        catch (ConfigurationException wrong)
        {
            foreach (var line in wrong.Lines)
                _logger.Refused(line);
        }
    }

    WebSecurityState Read(WebSecurityState? before)
    {
        var configuration = WebConfigurationFile.Read(_path);
        if (before is not null && configuration.Tls is null != before.Tls is null)
            throw new ConfigurationException(
                [$"{_path}: tls_server_config was put in or taken out, which takes effect with 'systemctl restart wattd'"]);
        if (configuration.Tls is not null || configuration.Users.Count > 0)
            OpenSsl.Require(_path);
        _files = _files.For([_path, .. configuration.Tls is { } files ? TlsServer.Files(files) : []]);
        return new(
            configuration,
            configuration.Tls is { } tls ? TlsServer.Load(tls) : null,
            Users(configuration, before?.Users),
            configuration.RateLimit is { } rate ? new TokenBucket(rate, _time) : null);
    }

    // Users who stay the same go on being known.
    BasicAuthentication? Users(WebConfiguration configuration, BasicAuthentication? before) =>
        configuration.Users.Count == 0 ? null
        : before is not null && before.IsFor(configuration.Users) ? before
        : new BasicAuthentication(configuration.Users, _guesses, _passwords);

    void Tell()
    {
        _logger.InForce(_path, Summary(_state));
        foreach (var note in _state.Configuration.Notes)
            _logger.Ignored(note);
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
