using Tongtang.HubServer.Agents;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Readings;

/// <summary>A batch in line for the disk, and who waits for its acknowledgement.</summary>
internal sealed class Delivery(AgentIdentity agent, ItemBatch batch)
{
    private readonly TaskCompletionSource<ItemAcknowledgement> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AgentIdentity Agent => agent;

    public ItemBatch Batch => batch;

    public int Bytes { get; } = batch.CalculateSize();

    /// <summary>What overtakes readings.</summary>
    public bool IsUrgent => batch.ItemClass < ItemClass.Reading;

    /// <summary>Set when it is in the transaction; told once that is on disk.</summary>
    public ItemAcknowledgement? Answer { get; set; }

    public Task<ItemAcknowledgement> Done => _done.Task;

    public void Finish() => _done.TrySetResult(Answer!);

    public void Fail(Exception error) => _done.TrySetException(error);
}

/// <summary>Work on the database that can wait: a piece of it runs between two groups.</summary>
internal sealed class BackgroundPiece(Func<BatchStore, int> work)
{
    private readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<int> Done => _done.Task;

    public int Run(BatchStore store) => work(store);

    public void Finish(int result) => _done.TrySetResult(result);

    public void Fail(Exception error) => _done.TrySetException(error);
}
