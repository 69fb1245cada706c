using System.Threading.Channels;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.Harness;

namespace Tongtang.DeviceDrivers.Tests.Transport;

public sealed class FramedLinkTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Gap_AfterALateAnswer_CountsFromTheAnswer()
    {
        var time = new ManualTimeProvider();
        var line = new HandLine();
        await using var link = new FramedLink(line, bytes => new FrameCut(0, Math.Min(1, bytes.Length)), time, gap: TimeSpan.FromMilliseconds(600));
        time.Advance(TimeSpan.FromMilliseconds(600));
        var first = link.AskAsync(new byte[] { 1 }, _ => true, TimeSpan.FromSeconds(3), CancellationToken.None);
        await line.SentAsync();
        // The question was long on its way: the device has only just got it.
        time.Advance(TimeSpan.FromMilliseconds(590));
        line.Answer(1);
        await first.WaitAsync(s_limit);

        var second = link.AskAsync(new byte[] { 2 }, _ => true, TimeSpan.FromSeconds(3), CancellationToken.None);
        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(1, line.Sent);
        time.Advance(TimeSpan.FromMilliseconds(100));
        await line.SentAsync();
        line.Answer(2);
        await second.WaitAsync(s_limit);
    }

    /// <summary>A line whose other end is the test.</summary>
    private sealed class HandLine : ILink
    {
        private readonly Channel<byte[]> _in = Channel.CreateUnbounded<byte[]>();
        private readonly SemaphoreSlim _sent = new(0);

        public int Sent { get; private set; }

        public Task SentAsync() => _sent.WaitAsync(s_limit);

        public void Answer(byte value) => _in.Writer.TryWrite([value]);

        public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
        {
            Sent++;
            _sent.Release();
            return ValueTask.CompletedTask;
        }

        public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var bytes = await _in.Reader.ReadAsync(cancellationToken);
            bytes.CopyTo(buffer);
            return bytes.Length;
        }

        public ValueTask DisposeAsync()
        {
            _in.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }
    }
}
