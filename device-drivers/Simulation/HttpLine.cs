using System.Globalization;
using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>The server's side of HTTP 1.1 on a line, as small as a camera's: one request after another, bodies with a length.</summary>
internal sealed class HttpLine(ILink line)
{
    private const int MostHead = 16 * 1024;
    private const int MostBody = 256 * 1024;
    private readonly List<byte> _received = [];

    /// <summary>The next request; null when the caller has hung up or does not speak HTTP.</summary>
    public async Task<HttpLineRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = IndexOfHeadEnd()) < 0)
        {
            if (_received.Count > MostHead || !await ReceiveAsync(cancellationToken)) return null;
        }

        var lines = Encoding.UTF8.GetString([.. _received[..end]]).Split("\r\n");
        _received.RemoveRange(0, end + 4);
        if (lines[0].Split(' ') is not [var method, var path, _]) return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in lines.Skip(1).Select(text => text.Split(':', 2)).Where(parts => parts.Length == 2)) headers[header[0].Trim()] = header[1].Trim();
        var length = int.TryParse(headers.GetValueOrDefault("Content-Length", "0"), NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : 0;
        if (length > MostBody) return null;
        while (_received.Count < length)
        {
            if (!await ReceiveAsync(cancellationToken)) return null;
        }

        var body = _received[..length].ToArray();
        _received.RemoveRange(0, length);
        return new HttpLineRequest(method, path, headers, body);
    }

    /// <param name="status">E.g. "200 OK".</param>
    /// <param name="headers">Whole lines beyond type and length.</param>
    public ValueTask WriteAsync(string status, string type, byte[] body, IEnumerable<string> headers, CancellationToken cancellationToken)
    {
        var head = new StringBuilder($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n");
        foreach (var header in headers) head.Append(header).Append("\r\n");
        return line.SendAsync(Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()).Concat(body).ToArray(), sensitive: false, cancellationToken);
    }

    private int IndexOfHeadEnd() => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_received).IndexOf("\r\n\r\n"u8);

    private async Task<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var length = await line.ReceiveAsync(buffer, cancellationToken);
        _received.AddRange(buffer.AsSpan(0, length));
        return length > 0;
    }
}

internal sealed record HttpLineRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
