using System.Diagnostics;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks;

/// <summary>An nginx of our own on a free port, with one server and the locations it is given.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly Process _process;

    private Nginx(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Of the master, whose workers are its children.</summary>
    public int ProcessId => _process.Id;

    /// <param name="folder">For its configuration, logs and bodies.</param>
    /// <param name="server">What stands in the server block.</param>
    /// <param name="tls">Certificate and key files (PEM), to serve by TLS.</param>
    public static async Task<Nginx> StartAsync(TemporaryFolder folder, string server, (string Certificate, string Key)? tls = null, int workers = 1)
    {
        var port = Programs.FreePort();
        var listen = tls is null ? $"listen 127.0.0.1:{port};" : $"listen 127.0.0.1:{port} ssl http2; ssl_certificate {tls.Value.Certificate}; ssl_certificate_key {tls.Value.Key};";
        await File.WriteAllTextAsync(folder["nginx.conf"], $$"""
            include /etc/nginx/modules-enabled/*.conf;
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            worker_processes {{workers}};
            daemon off;
            pid {{folder["nginx.pid"]}};
            error_log {{folder["nginx.log"]}};
            events { worker_connections 512; }
            http {
              access_log off;
              sendfile on;
              client_max_body_size 64m;
              client_body_temp_path {{folder["bodies"]}};
              keepalive_requests 1000000;
              server {
                {{listen}}
                {{server}}
              }
            }
            """);
        var process = Process.Start("nginx", ["-c", folder["nginx.conf"], "-e", folder["nginx.log"]]);
        var address = new Uri($"{(tls is null ? "http" : "https")}://127.0.0.1:{port}");
        await ListensOnAsync(port, () => File.ReadAllText(folder["nginx.log"]));
        return new Nginx(process, address);
    }

    /// <summary>Waits until something listens on a port of this machine.</summary>
    public static Task ListensOnAsync(int port, Func<string> otherwise) => Eventually.TrueAsync(() => ListensAsync(port), TimeSpan.FromSeconds(20), otherwise);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new System.Net.Sockets.TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
