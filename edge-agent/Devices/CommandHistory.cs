using Tongtang.DeviceDrivers.Contract;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>A command and what became of it.</summary>
internal sealed record PastCommand(long Number, DateTimeOffset At, string Device, DeviceCommand Command, string RequestedBy, CommandResult Result);

/// <summary>The last 200 commands of the room, newest last; the hub keeps more. Thread safe.</summary>
internal sealed class CommandHistory(TimeProvider time)
{
    private const int Kept = 200;
    private readonly Lock _lock = new();
    private readonly Queue<PastCommand> _commands = new();
    private long _next;

    /// <summary>Told each one after it is kept; it must not wait.</summary>
    public Action<PastCommand>? Added { get; set; }

    public void Add(string device, DeviceCommand command, string requestedBy, CommandResult result)
    {
        PastCommand past;
        lock (_lock)
        {
            past = new PastCommand(++_next, time.GetUtcNow(), device, command, requestedBy, result);
            _commands.Enqueue(past);
            while (_commands.Count > Kept) _commands.Dequeue();
        }

        Added?.Invoke(past);
    }

    public IReadOnlyList<PastCommand> Last()
    {
        lock (_lock) return [.. _commands];
    }
}
