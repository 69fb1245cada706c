using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Discovery;

/// <summary>
/// Asks serial ports what hangs at them, by the probes of the driver.jsons: at each speed first those that only listen, then
/// the questions, one at a time. A port with a device is done with: several devices at one port need a bus, which people add.
/// </summary>
internal sealed class SerialSearch(IEnumerable<DriverManifest> drivers)
{
    private readonly IReadOnlyList<(DeviceConnection Line, DriverManifest Driver, SerialProbe Probe)> _probes =
    [
        .. from driver in drivers
           let serial = driver.Connections.FirstOrDefault(connection => connection.Kind == ConnectionKind.Serial)
           where serial is not null
           from probe in driver.Probes
           select (probe.Baud == 0 ? serial : serial with { Baud = probe.Baud }, driver, probe),
    ];

    public bool HasProbes => _probes.Count > 0;

    /// <summary>A port that another program has, or that is gone, is left out.</summary>
    public async Task SearchPortAsync(FinderContext context, string port, IProgress<FoundDevice> found, CancellationToken cancellationToken)
    {
        foreach (var speed in _probes.GroupBy(each => each.Line with { Path = port, Rs485 = false, Echo = false }))
        {
            try
            {
                await using var link = await context.Connections.OpenAsync(speed.Key, new WireTrace(context.Time), cancellationToken);
                foreach (var (_, driver, probe) in speed.OrderBy(each => each.Probe.Send.Length > 0))
                {
                    if (!await AnswersAsync(link, probe, context.Time, cancellationToken)) continue;
                    found.Report(new FoundDevice { Driver = driver.Id, Key = port, Connection = speed.Key });
                    return;
                }
            }
            catch (DeviceException error) when (error.Code is DeviceProblems.PortBusy or DeviceProblems.PortMissing or DeviceProblems.PortDenied or DeviceProblems.LinkLost)
            {
                return;
            }
        }
    }

    private static async Task<bool> AnswersAsync(ILink link, SerialProbe probe, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(probe.WaitMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var buffer = new byte[1024];
        var filled = 0;
        try
        {
            if (probe.Send.Length > 0) await link.SendAsync(probe.Question(), sensitive: false, either.Token);
            while (filled < buffer.Length)
            {
                var length = await link.ReceiveAsync(buffer.AsMemory(filled), either.Token);
                if (length == 0) return false;
                filled += length;
                if (probe.Answers(buffer.AsSpan(0, filled))) return true;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It is another device, or none.
        }

        return false;
    }
}
