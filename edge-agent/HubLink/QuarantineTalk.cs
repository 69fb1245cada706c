using System.Threading.Channels;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>What the hub has asked about refused items on one link and has not been answered yet. Thread safe.</summary>
internal sealed class QuarantineTalk
{
    private const int Waiting = 64;
    private readonly Channel<QuarantineAsk> _asks = Channel.CreateBounded<QuarantineAsk>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ask(QuarantineAsk ask) => _asks.Writer.TryWrite(ask);

    public IAsyncEnumerable<QuarantineAsk> ReadAllAsync(CancellationToken cancellationToken) => _asks.Reader.ReadAllAsync(cancellationToken);
}
