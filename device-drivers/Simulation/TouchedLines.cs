using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>The lines of a device that speaks only when somebody touches it.</summary>
internal sealed class TouchedLines
{
    private readonly Lock _gate = new();
    private readonly List<ILink> _lines = [];

    /// <summary>Listens until the line ends, and gives what comes in to whoever wants it.</summary>
    public async Task ServeAsync(ILink line, Action<byte[]> heard, CancellationToken cancellationToken)
    {
        lock (_gate) _lines.Add(line);
        try
        {
            var buffer = new byte[256];
            while (await line.ReceiveAsync(buffer, cancellationToken) is > 0 and var length) heard(buffer[..length]);
        }
        finally
        {
            lock (_gate) _lines.Remove(line);
        }
    }

    public async Task SayAsync(ReadOnlyMemory<byte> bytes)
    {
        ILink[] lines;
        lock (_gate) lines = [.. _lines];
        foreach (var line in lines)
        {
            try
            {
                await line.SendAsync(bytes, sensitive: false, CancellationToken.None);
            }
            catch (DeviceException)
            {
                // Unplugged meanwhile.
            }
        }
    }
}
