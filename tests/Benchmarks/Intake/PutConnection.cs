using System.Globalization;
using System.Net.Security;
using System.Text;

namespace Tongtang.Benchmarks.Intake;

/// <summary>PUTs bodies over one HTTP/1.1 connection; beyond TLS it costs as little as <see cref="FrameConnection"/>.</summary>
internal sealed class PutConnection(SslStream tls, string authority) : IAsyncDisposable
{
    private readonly byte[] _answer = new byte[4096];

    public async Task PutAsync(string path, ReadOnlyMemory<byte> body)
    {
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"PUT {path} HTTP/1.1\r\nHost: {authority}\r\nContent-Length: {body.Length}\r\n\r\n"));
        await tls.WriteAsync(body);
        var length = 0;
        int end;
        while ((end = _answer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var read = await tls.ReadAsync(_answer.AsMemory(length));
            if (read == 0) throw new IOException("nginx closed the connection.");
            length += read;
        }
        var head = Encoding.ASCII.GetString(_answer, 0, end);
        if (!head.StartsWith("HTTP/1.1 201 ", StringComparison.Ordinal) || length != end + 4 + BodyLength(head)) throw new IOException($"nginx answered {head}");
    }

    public ValueTask DisposeAsync() => tls.DisposeAsync();

    private static int BodyLength(string head)
    {
        const string Name = "Content-Length: ";
        var line = head.Split("\r\n").FirstOrDefault(l => l.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line[Name.Length..], CultureInfo.InvariantCulture);
    }
}
