using System.Diagnostics;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary>A real Prometheus scrapes both ports over TLS, with a client certificate and a password.</summary>
public sealed class SecurePrometheusTests
{
    [Fact]
    public async Task ScrapesOverTlsWithACertificateAndAPasswordSucceed()
    {
        var prometheus = PrometheusProgram();
        await using var secure = await SecureDaemon.StartAsync(
            SecureDaemon.Tls + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: root.pem\n"
            + "  client_allowed_sans: [prometheus]\n" + SecureDaemon.Users);
        secure.Authority.Client("prometheus").Dispose();
        await File.WriteAllTextAsync(secure.File("prometheus.yml"), $"""
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: wattd
                scheme: https
                tls_config:
                  ca_file: {secure.Root}
                  cert_file: {secure.File("prometheus.crt")}
                  key_file: {secure.File("prometheus.key")}
                basic_auth:
                  username: alice
                  password: {SecureDaemon.Password}
                static_configs:
                  - targets: [localhost:{secure.Daemon.CpuPort}, localhost:{secure.Daemon.GpuPort}]
            """);
        var port = DaemonProcess.FreePort();
        using var server = Process.Start(new ProcessStartInfo(prometheus,
        [
            "--config.file", secure.File("prometheus.yml"), "--storage.tsdb.path", secure.File("data"),
            "--web.listen-address", $"127.0.0.1:{port}", "--log.level", "error",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            await Has(port, "sum(up)", "2");
            await Has(port, "count(rapl_power_watts > 0) > bool 0", "1");
            await Has(port, "count(gpu_power_draw_watts > 0) > bool 0", "1");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    static Task Has(int port, string query, string value) => Eventually.True(
        () => Curl.AskAsync("--data-urlencode", $"query={query}", $"http://127.0.0.1:{port}/api/v1/query").GetAwaiter().GetResult()
            .Text.Contains($",\"{value}\"]", StringComparison.Ordinal),
        $"{query} is {value}");

    static string PrometheusProgram()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append(Path.Combine(Repository.Root, "artifacts/tools/usr/bin"));
        var program = folders.Select(folder => Path.Combine(folder, "prometheus")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "prometheus is not on the PATH");
        return program!;
    }
}
