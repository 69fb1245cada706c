using Microsoft.Win32.SafeHandles;

namespace Tongtang.DeviceDrivers.Transport.Posix;

/// <summary>
/// Tells when open files have something to read or room to write: one thread for all serial ports, keyboards and GPIO
/// lines of the process, which sleeps in poll(2). The files are a few dozen at most, so poll is as good as epoll.
/// </summary>
internal sealed class Readiness
{
    // Never closed: the thread lives as long as the process.
    private static readonly SafeFileHandle s_alarm = new(Libc.EventFile(0, Libc.NonBlocking | Libc.CloseOnExec), ownsHandle: true);
    private static readonly Lazy<Readiness> s_shared = new(() => new Readiness());
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];

    private Readiness()
    {
        if (s_alarm.IsInvalid) throw new InvalidOperationException("eventfd: none to be had");
        new Thread(Watch) { IsBackground = true, Name = "device files" }.Start();
    }

    public static Readiness Shared => s_shared.Value;

    /// <summary>Ends when one of the events, an error or a hang-up has come.</summary>
    /// <exception cref="ObjectDisposedException">The file was forgotten.</exception>
    public async Task WaitAsync(int file, short events, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(file, events);
        lock (_gate) _waiters.Add(waiter);
        Ring();
        await using var cancelling = cancellationToken.Register(() =>
        {
            lock (_gate) _waiters.Remove(waiter);
            waiter.Ready.TrySetCanceled(cancellationToken);
        });
        await waiter.Ready.Task;
    }

    /// <summary>Call it before a file is closed: whoever waits for it gets an exception, and the thread lets it go.</summary>
    public void Forget(int file)
    {
        List<Waiter> forgotten;
        lock (_gate)
        {
            forgotten = [.. _waiters.Where(waiter => waiter.File == file)];
            _waiters.RemoveAll(waiter => waiter.File == file);
        }

        foreach (var waiter in forgotten) waiter.Ready.TrySetException(new ObjectDisposedException("the file was closed"));
        Ring();
    }

    private unsafe void Ring()
    {
        ulong one = 1;
        _ = Libc.Write(s_alarm, (byte*)&one, sizeof(ulong));
    }

    private unsafe void Watch()
    {
        while (true)
        {
            Waiter[] watched;
            lock (_gate) watched = [.. _waiters];
            var entries = new Libc.PollEntry[watched.Length + 1];
            entries[^1] = new Libc.PollEntry { File = (int)s_alarm.DangerousGetHandle(), Events = Libc.PollIn };
            for (var i = 0; i < watched.Length; i++) entries[i] = new Libc.PollEntry { File = watched[i].File, Events = watched[i].Events };
            fixed (Libc.PollEntry* first = entries)
            {
                if (Libc.Poll(first, (nuint)entries.Length, -1) < 0) continue;
            }

            if (entries[^1].Happened != 0)
            {
                ulong rung;
                _ = Libc.Read(s_alarm, (byte*)&rung, sizeof(ulong));
            }

            for (var i = 0; i < watched.Length; i++)
            {
                if (entries[i].Happened == 0) continue;
                lock (_gate) _waiters.Remove(watched[i]);
                watched[i].Ready.TrySetResult();
            }
        }
    }

    private sealed record Waiter(int File, short Events)
    {
        public TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
