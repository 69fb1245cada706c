using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace Tongtang.Protocol.Grpc;

/// <summary>
/// Takes messages off a pipe, one reader at a time. It holds at most the one message it is waiting for; the rest stays
/// with the sender, by HTTP/2's flow control. <paramref name="broken"/> names the failure of the stream below.
/// </summary>
/// <param name="admit">Sees each message's bytes before it is parsed, and throws what ends the stream.</param>
internal sealed class MessageReader<T>(PipeReader input, MessageParser parser, int maxMessageBytes, Func<IOException, Exception> broken, Action<ReadOnlySequence<byte>>? admit = null)
    where T : class, IMessage
{
    /// <summary>The next message; null at the stream's end.</summary>
    /// <exception cref="GrpcException">Too large, cut off, or not what the .proto says.</exception>
    public async ValueTask<T?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await ReadBytesAsync(cancellationToken) is not { } message) return null;
        try
        {
            admit?.Invoke(message);
            return (T)parser.ParseFrom(message);
        }
        catch (Exception e) when (MalformedMessage.Is(e))
        {
            throw new GrpcException(GrpcStatusCode.Internal, $"A message is no valid {typeof(T).Name}.", inner: e);
        }
        finally
        {
            Release(message.End);
        }
    }

    /// <summary>The next message's bytes where they arrived; the pipe is to be advanced to their end. Null at the stream's end.</summary>
    private async ValueTask<ReadOnlySequence<byte>?> ReadBytesAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await ReadInputAsync(cancellationToken);
            var buffer = result.Buffer;
            var found = false;
            try
            {
                found = MessageFrame.TryRead(buffer, maxMessageBytes, out var message);
                if (found) return message;
                if (!result.IsCompleted) continue;
                return buffer.IsEmpty ? null : throw new GrpcException(GrpcStatusCode.Internal, "The stream ended in the middle of a message.");
            }
            finally
            {
                if (!found) Release(buffer.Start, buffer.End);
            }
        }
    }

    private async ValueTask<ReadResult> ReadInputAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await input.ReadAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw broken(e);
        }
    }

    private void Release(SequencePosition consumed, SequencePosition? examined = null)
    {
        try
        {
            input.AdvanceTo(consumed, examined ?? consumed);
        }
        catch (IOException e)
        {
            // Kestrel tells here, too, that the caller is gone.
            throw broken(e);
        }
    }

    /// <summary>The one message of a side that sends exactly one.</summary>
    public async ValueTask<T> ReadOnlyAsync(CancellationToken cancellationToken)
    {
        var message = await ReadAsync(cancellationToken);
        if (message is null || await ReadAsync(cancellationToken) is not null)
            throw new GrpcException(GrpcStatusCode.Unimplemented, $"Exactly one {typeof(T).Name} belongs in this call.");
        return message;
    }

    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken) is { } message) yield return message;
    }

    /// <summary>The messages as bytes, each to be read before the next is asked for: what they lie in is used again.</summary>
    public async IAsyncEnumerable<ReadOnlySequence<byte>> ReadAllBytesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadBytesAsync(cancellationToken) is { } message)
        {
            try
            {
                yield return message;
            }
            finally
            {
                Release(message.End);
            }
        }
    }
}
