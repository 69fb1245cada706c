using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>
/// A serial port that a simulator is plugged into: a path that stays the same, as by-id names do, and points to a pseudo
/// terminal. When the simulator's line breaks the adapter is plugged in again: the path points to the next one first, so
/// that whoever sees the break finds a port at once.
/// </summary>
internal sealed class SimulatedPort : IAsyncDisposable
{
    private readonly string? _folder;
    private readonly Lock _gate = new();
    private PtyLine _line;
    private bool _disposed;

    /// <param name="path">Where the port shall be; empty: in a folder of its own.</param>
    public SimulatedPort(string path)
    {
        if (path.Length == 0) path = System.IO.Path.Combine(_folder = Directory.CreateTempSubdirectory("tongtang-port-").FullName, "serial");
        Path = path;
        _line = PtyLine.Open();
        PointTo(_line);
    }

    public string Path { get; }

    /// <summary>The device's end of what is plugged in now.</summary>
    public ILink Line => new Plugged(this, _line);

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            File.Delete(Path);
        }

        await _line.DisposeAsync();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }

    private async ValueTask PlugInAgainAsync(PtyLine broken)
    {
        lock (_gate)
        {
            if (!_disposed && _line == broken) PointTo(_line = PtyLine.Open());
        }

        await broken.DisposeAsync();
    }

    private void PointTo(PtyLine line)
    {
        var link = $"{Path}.{Guid.CreateVersion7():N}";
        File.CreateSymbolicLink(link, line.Path);
        File.Move(link, Path, overwrite: true);
    }

    private sealed class Plugged(SimulatedPort port, PtyLine line) : ILink
    {
        public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken) => line.SendAsync(bytes, sensitive, cancellationToken);

        public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => line.ReceiveAsync(buffer, cancellationToken);

        public ValueTask DisposeAsync() => port.PlugInAgainAsync(line);
    }
}
