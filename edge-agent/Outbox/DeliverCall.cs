using Google.Protobuf.Reflection;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>
/// One Deliver call: a few batches under way, the highest class first whenever there is room for one more, so that an alarm
/// waits for those few only and not for what else there is. With nothing to send it sleeps.
/// </summary>
/// <param name="mostItems">How many items a batch of a class may have.</param>
internal sealed class DeliverCall(OutboxStore outbox, Func<ItemClass, int> mostItems)
{
    /// <summary>As many as the hub takes in at once.</summary>
    private const int MostUnderWay = 4;

    /// <summary>Of bodies in a batch: on 1 Mbit/s four of them hold an alarm up for a second.</summary>
    private const int BatchBytes = 32 * 1024;

    private static readonly MethodDescriptor s_deliver = ReadingsReflection.Descriptor.Services[0].FindMethodByName("Deliver");

    private readonly ClassCursor[] _cursors = [.. ItemClasses.InOrder.Select(itemClass => new ClassCursor(itemClass))];
    private readonly Queue<ItemBatch> _underWay = new();

    /// <summary>The hub has taken something.</summary>
    public bool Progressed { get; private set; }

    /// <summary>What the hub refused when it ended the call: its answers come in the order of the batches.</summary>
    public ItemBatch? FirstUnanswered => _underWay.TryPeek(out var batch) ? batch : null;

    /// <summary>Returns never.</summary>
    /// <exception cref="GrpcException">The call has ended.</exception>
    /// <exception cref="OutboxException">The disk does not take what the hub answered.</exception>
    public async Task RunAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        await using var call = channel.Start<ItemBatch, ItemAcknowledgement>(s_deliver, new GrpcCallOptions(), cancellationToken);
        var answer = call.ReadAsync(cancellationToken).AsTask();
        foreach (var cursor in _cursors) await AskAsync(call, cursor, cancellationToken);
        while (true)
        {
            var seen = outbox.Changed.Version;
            await SendAsync(call, cancellationToken);
            if (_underWay.Count < MostUnderWay) await EitherAsync(answer, seen, cancellationToken);
            else await Task.WhenAny(answer);
            if (!answer.IsCompleted) continue;
            await TakeAsync(await answer ?? throw Ended("The hub ended the call."), cancellationToken);
            answer = call.ReadAsync(cancellationToken).AsTask();
        }
    }

    private static GrpcException Ended(string why) => new(GrpcStatusCode.Unavailable, why);

    private async Task AskAsync(GrpcClientCall<ItemBatch, ItemAcknowledgement> call, ClassCursor cursor, CancellationToken cancellationToken)
    {
        var question = new ItemBatch { StoreEpoch = outbox.Epoch, ItemClass = cursor.ItemClass };
        cursor.Asked();
        _underWay.Enqueue(question);
        await call.WriteAsync(question, cancellationToken);
    }

    /// <summary>Fills up what may be under way. When the hub wants no more, its answer says why.</summary>
    private async Task SendAsync(GrpcClientCall<ItemBatch, ItemAcknowledgement> call, CancellationToken cancellationToken)
    {
        while (_underWay.Count < MostUnderWay && Next() is { } next)
        {
            next.Cursor.Sent(EndOf(next.Batch));
            _underWay.Enqueue(next.Batch);
            if (!await call.WriteAsync(next.Batch, cancellationToken)) return;
        }
    }

    private (ClassCursor Cursor, ItemBatch Batch)? Next()
    {
        foreach (var cursor in _cursors)
        {
            if (cursor.After is not { } after || after >= outbox.LastOf(cursor.ItemClass)) continue;
            if (outbox.Read(cursor.ItemClass, after, mostItems(cursor.ItemClass), BatchBytes) is { } batch) return (cursor, batch);
        }
        return null;
    }

    private async Task EitherAsync(Task answer, long seen, CancellationToken cancellationToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(answer, outbox.Changed.WaitAsync(seen, round.Token));
        await round.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task TakeAsync(ItemAcknowledgement answer, CancellationToken cancellationToken)
    {
        if (!_underWay.TryPeek(out var batch) || batch.ItemClass != answer.ItemClass) throw Ended("The hub answered what it was not asked.");
        var cursor = _cursors.Single(c => c.ItemClass == answer.ItemClass);
        var upTo = (long)answer.UpToSequence;
        if (batch.Items.Count == 0 && batch.Gaps.Count == 0)
        {
            // It knows more than there is here: the folder is an older copy, and those sequences are not given out again.
            if (upTo > outbox.LastOf(answer.ItemClass)) await outbox.AcknowledgeAsync(answer, cancellationToken);
            cursor.Begin(upTo, outbox.AcknowledgedOf(answer.ItemClass));
        }
        else
        {
            await outbox.AcknowledgeAsync(answer, cancellationToken);
            Progressed |= answer.Fault is null;
            if (!cursor.Answered(upTo, answer.Fault is not null)) throw Ended($"The hub misses what it was sent: {answer.Fault?.ErrorMessage}");
        }
        _underWay.Dequeue();
    }

    private static long EndOf(ItemBatch batch) =>
        (long)Math.Max(batch.Items.Count == 0 ? 0 : batch.Items[^1].Sequence, batch.Gaps.Count == 0 ? 0 : batch.Gaps[^1].LastSequence);
}
