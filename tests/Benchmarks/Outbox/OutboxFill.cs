using Microsoft.Extensions.Logging.Abstractions;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.Benchmarks.Outbox;

/// <summary>Puts items into the outbox of a box that does not run, by the box's own code.</summary>
internal static class OutboxFill
{
    private const int InHand = 400;

    public static async Task FillAsync(string dataFolder, OutboxOptions options, ItemClass itemClass, int items, Func<int, Item> make)
    {
        var clock = new OutboxClock(HubHello.BootId, () => true, TimeProvider.System);
        await using var outbox = new OutboxStore(Path.Combine(dataFolder, "outbox"), options, clock, new StoreRepairs(new DataFolder(dataFolder), TimeProvider.System, NullLogger<StoreRepairs>.Instance), TimeProvider.System, NullLogger<OutboxStore>.Instance);
        var inHand = new Queue<Task>();
        for (var i = 0; i < items; i++)
        {
            if (inHand.Count == InHand) await inHand.Dequeue();
            inHand.Enqueue(outbox.AppendAsync(itemClass, make(i), CancellationToken.None));
        }
        await Task.WhenAll(inHand);
    }
}
