using System.Collections.Concurrent;

namespace Tongtang.HubServer.MediaStore;

/// <summary>
/// Threads that do nothing but wait for the disk. fsync blocks, and a few dozen of them on the thread pool would stop
/// everything else; running side by side they share the file system's journal commits.
/// The queue is bounded by the calls that wait for it: each has one piece of work in it at most.
/// </summary>
internal sealed class DiskThreads : IDisposable
{
    private readonly BlockingCollection<Work> _queue = [];
    private readonly List<Thread> _threads = [];

    public DiskThreads(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var thread = new Thread(Run) { IsBackground = true, Name = $"disk {i}" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>Runs it on one of the threads; what it throws is thrown here.</summary>
    public Task RunAsync(Action action)
    {
        var work = new Work(action, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _queue.Add(work);
        return work.Done.Task;
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        foreach (var thread in _threads) thread.Join();
        _queue.Dispose();
    }

    private void Run()
    {
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            try
            {
                work.Action();
                work.Done.SetResult();
            }
            catch (Exception failure)
            {
                // The caller is who can do something about it.
                work.Done.SetException(failure);
            }
        }
    }

    private sealed record Work(Action Action, TaskCompletionSource Done);
}
