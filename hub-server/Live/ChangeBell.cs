namespace Tongtang.HubServer.Live;

/// <summary>
/// One signal for any number of those who wait: each takes <see cref="Next"/> before it looks, and awaits it when it has
/// not found what it wants. No timer, no queue and no place of its own for each.
/// </summary>
internal sealed class ChangeBell
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Next => Volatile.Read(ref _next).Task;

    public void Ring() => Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
