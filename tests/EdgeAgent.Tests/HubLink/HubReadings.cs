using System.Collections.Concurrent;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.HubLink;

/// <summary>The hub's intake by the contract, in memory: one mark per class, no hole without a gap.</summary>
internal sealed class HubReadings
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ItemClass, ulong> _marks = [];

    /// <summary>Every item once, in the order in which it was taken.</summary>
    public ConcurrentQueue<(ItemClass Class, Item Item)> Items { get; } = new();

    public ConcurrentQueue<(ItemClass Class, DeclaredGap Gap)> Gaps { get; } = new();

    /// <summary>Batches that came, the empty ones too.</summary>
    public ConcurrentQueue<ItemBatch> Batches { get; } = new();

    public int Calls { get; private set; }

    /// <summary>Ends the call instead of an answer, when it gives something.</summary>
    public Func<ItemBatch, GrpcException?> Refuse { get; set; } = _ => null;

    /// <summary>The code with which it rejects an item.</summary>
    public Func<Item, string?> Reject { get; set; } = _ => null;

    /// <summary>Takes a batch, and ends the call in place of its answer.</summary>
    public Func<ItemBatch, bool> LoseAnswer { get; set; } = _ => false;

    /// <summary>Until when answers to items wait; where it stands the hub always says.</summary>
    public Task Answering { get; set; } = Task.CompletedTask;

    /// <summary>As if restored from an older copy.</summary>
    public void Forget(ItemClass itemClass, ulong upTo)
    {
        lock (_lock) _marks[itemClass] = upTo;
    }

    public async Task DeliverAsync(IAsyncEnumerable<ItemBatch> batches, GrpcStreamWriter<ItemAcknowledgement> replies, GrpcServerCall call)
    {
        Calls++;
        await foreach (var batch in batches)
        {
            Batches.Enqueue(batch);
            if (Refuse(batch) is { } refusal) throw refusal;
            if (batch.Items.Count > 0) await Answering.WaitAsync(call.CancellationToken);
            var answer = Take(batch);
            if (LoseAnswer(batch)) throw new GrpcException(GrpcStatusCode.Unavailable, "lost");
            await replies.WriteAsync(answer, call.CancellationToken);
        }
    }

    private ItemAcknowledgement Take(ItemBatch batch)
    {
        lock (_lock)
        {
            var next = _marks.GetValueOrDefault(batch.ItemClass) + 1;
            var answer = new ItemAcknowledgement { StoreEpoch = batch.StoreEpoch, ItemClass = batch.ItemClass };
            answer.Rejected.AddRange(batch.Items.Where(item => Reject(item) is not null).Select(item => new RejectedItem { Sequence = item.Sequence, ErrorCode = Reject(item), ErrorMessage = "no" }));
            while (true)
            {
                if (batch.Items.FirstOrDefault(i => i.Sequence == next) is { } item)
                {
                    if (Reject(item) is null) Items.Enqueue((batch.ItemClass, item));
                    next++;
                }
                else if (batch.Gaps.FirstOrDefault(g => g.FirstSequence <= next && next <= g.LastSequence) is { } gap)
                {
                    Gaps.Enqueue((batch.ItemClass, gap));
                    next = gap.LastSequence + 1;
                }
                else
                {
                    break;
                }
            }
            _marks[batch.ItemClass] = answer.UpToSequence = next - 1;
            if (batch.Items.Any(i => i.Sequence >= next) || batch.Gaps.Any(g => g.FirstSequence >= next))
                answer.Fault = new SequenceFault { ErrorCode = "sequence_skipped", ErrorMessage = "skipped", ExpectedSequence = next };
            return answer;
        }
    }
}
