using Tongtang.Protocol.Programs;
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
/// The one who writes a class: items that come within 50 ms share one commit and its fsync, 100 of them at most. Its line
/// is bounded; when it is full, who gives more waits.
/// </summary>
/// <remarks>
/// Who writes is woken for the first item and for the last that a group takes, not for each between: on a fast disk waking
/// costs more than storing.
/// </remarks>
/// <param name="store">Makes a group durable and returns its first sequence; what it throws is told to everyone in the group.</param>
internal sealed class GroupCommit(ItemClass itemClass, Func<IReadOnlyList<ArrivingItem>, long> store, TimeProvider time)
{
    public const int MostRows = 100;

    /// <summary>A group of the largest items stays small beside a file.</summary>
    public const int MostBytes = 256 * 1024;

    private const int LineLength = 1024;

    /// <summary>A disk that takes longer has stopped answering.</summary>
    private static readonly TimeSpan s_longestCommit = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Queue<ArrivingItem> _line = new();
    private readonly TimeSpan _wait = ItemClasses.GroupWait(itemClass);
    private TaskCompletionSource? _enough;
    private TaskCompletionSource? _room;
    private int _rowsAwaited;
    private int _bytes;
    private bool _complete;

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    public ValueTask AddAsync(ArrivingItem item, CancellationToken cancellationToken) =>
        TryAdd(item, out var room) ? ValueTask.CompletedTask : AddAsync(item, room, cancellationToken);

    /// <summary>Takes no more; <see cref="RunAsync"/> ends when what is in line is stored.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _complete = true;
            _enough?.TrySetResult();
            _room?.TrySetResult();
        }
    }

    public async Task RunAsync()
    {
        var group = new List<ArrivingItem>(MostRows);
        while (true)
        {
            await RowsAsync(1);
            await FullAsync();
            Take(group);
            if (group.Count == 0) return;
            Pulse.Within(s_longestCommit);
            Commit(group);
            Pulse.Rest();
            group.Clear();
        }
    }

    private async ValueTask AddAsync(ArrivingItem item, Task room, CancellationToken cancellationToken)
    {
        do await room.WaitAsync(cancellationToken);
        while (!TryAdd(item, out room));
    }

    /// <param name="room">When there is none: until there is some again.</param>
    private bool TryAdd(ArrivingItem item, out Task room)
    {
        TaskCompletionSource? enough = null;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_complete, this);
            if (_line.Count >= LineLength)
            {
                room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                return false;
            }
            room = Task.CompletedTask;
            _line.Enqueue(item);
            _bytes += item.Body.Length;
            if (_enough is not null && Has(_rowsAwaited)) (enough, _enough) = (_enough, null);
        }
        enough?.TrySetResult();
        return true;
    }

    private bool Has(int rows) => _complete || _line.Count >= rows || _bytes >= MostBytes;

    private Task RowsAsync(int rows)
    {
        lock (_lock)
        {
            if (Has(rows)) return Task.CompletedTask;
            (_rowsAwaited, _enough) = (rows, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return _enough.Task;
        }
    }

    private async Task FullAsync()
    {
        if (_wait == TimeSpan.Zero) return;
        try
        {
            await RowsAsync(MostRows).WaitAsync(_wait, time);
        }
        catch (TimeoutException)
        {
            // What has come by now is the group.
        }
    }

    private void Take(List<ArrivingItem> group)
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            var before = _bytes;
            while (group.Count < MostRows && before - _bytes < MostBytes && _line.TryDequeue(out var item))
            {
                group.Add(item);
                _bytes -= item.Body.Length;
            }
            (room, _room) = (_room, null);
        }
        room?.TrySetResult();
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
