using System.Threading.Channels;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>An item on its way to the disk; whoever gave it waits for <see cref="Stored"/>.</summary>
internal sealed record ArrivingItem(ItemStamp Stamp, int Refusals, byte[] Body)
{
    private readonly TaskCompletionSource<long> _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The item's sequence, once it is on the disk.</summary>
    public Task<long> Stored => _stored.Task;

    public void Finish(long sequence) => _stored.SetResult(sequence);

    public void Fail(Exception error) => _stored.SetException(error);
}

/// <summary>
/// The one who writes a class: items that come within 50 ms share one commit and its fsync, 100 of them at most. Its queue
/// is bounded; when it is full, who gives more waits.
/// </summary>
/// <param name="store">Makes a group durable and returns its first sequence; what it throws is told to everyone in the group.</param>
internal sealed class GroupCommit(ItemClass itemClass, Func<IReadOnlyList<ArrivingItem>, long> store, TimeProvider time)
{
    public const int MostRows = 100;

    /// <summary>A group of the largest items stays small beside a file.</summary>
    public const int MostBytes = 256 * 1024;

    private const int QueueLength = 1024;

    private readonly Channel<ArrivingItem> _queue = Channel.CreateBounded<ArrivingItem>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly TimeSpan _wait = ItemClasses.GroupWait(itemClass);

    public ValueTask AddAsync(ArrivingItem item, CancellationToken cancellationToken) => _queue.Writer.WriteAsync(item, cancellationToken);

    /// <summary>Takes no more; <see cref="RunAsync"/> ends when what is in line is stored.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    public async Task RunAsync()
    {
        var group = new List<ArrivingItem>(MostRows);
        while (await _queue.Reader.WaitToReadAsync())
        {
            await FillAsync(group);
            Commit(group);
            group.Clear();
        }
    }

    private async Task FillAsync(List<ArrivingItem> group)
    {
        var began = time.GetTimestamp();
        var bytes = 0;
        while (true)
        {
            while (group.Count < MostRows && bytes < MostBytes && _queue.Reader.TryRead(out var item))
            {
                group.Add(item);
                bytes += item.Body.Length;
            }
            var left = _wait - time.GetElapsedTime(began);
            if (group.Count == MostRows || bytes >= MostBytes || left <= TimeSpan.Zero || !await MoreAsync(left)) return;
        }
    }

    /// <summary>False: nothing more has come in this time, or will.</summary>
    private async Task<bool> MoreAsync(TimeSpan within)
    {
        using var over = new CancellationTokenSource(within, time);
        try
        {
            return await _queue.Reader.WaitToReadAsync(over.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Commit(List<ArrivingItem> group)
    {
        try
        {
            var first = store(group);
            for (var i = 0; i < group.Count; i++) group[i].Finish(first + i);
        }
        catch (Exception error)
        {
            // The top of this loop: each who gave an item hears why it is not stored, and the next group is another try.
            foreach (var item in group) item.Fail(error);
        }
    }
}
