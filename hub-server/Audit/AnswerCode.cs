using System.Text.Json;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Audit;

/// <summary>Reads along what is answered, as far as a problem's code takes.</summary>
internal sealed class AnswerCode(Stream inner) : Stream
{
    private const int Most = 4096;

    private readonly MemoryStream _seen = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <returns>Empty when the answer is no problem.</returns>
    public string Read()
    {
        try
        {
            using var body = JsonDocument.Parse(_seen.ToArray());
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty(Problems.CodeMember, out var code) ? code.GetString() ?? "" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count)
    {
        See(buffer.AsSpan(offset, count));
        inner.Write(buffer, offset, count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        See(buffer.Span);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void See(ReadOnlySpan<byte> bytes) => _seen.Write(bytes[..(int)Math.Min(bytes.Length, Most - _seen.Length)]);
}
