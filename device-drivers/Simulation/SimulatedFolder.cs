using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>
/// A folder as the kernel makes one for a sensor. A simulator says "temp1_input=23500" in a line and the file says so; the other
/// side says nothing. What is no such line is lost.
/// </summary>
internal sealed class SimulatedFolder : ILink
{
    public SimulatedFolder() => Path = Directory.CreateTempSubdirectory("tongtang-sensor-").FullName;

    public string Path { get; }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
    {
        foreach (var line in Encoding.UTF8.GetString(bytes.Span).Split('\n'))
        {
            if (line.Split('=', 2) is not [{ Length: > 0 } name, var value] || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) continue;
            // As one step, so that nobody reads half a number: the kernel's files are like that.
            var file = System.IO.Path.Combine(Path, name);
            File.WriteAllText(file + "~", value + "\n");
            File.Move(file + "~", file, overwrite: true);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return 0;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Pulls the sensor out.</summary>
    public void Remove() => Directory.Delete(Path, recursive: true);
}
