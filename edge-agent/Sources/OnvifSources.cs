using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Onvif;
using Tongtang.EdgeAgent.Devices;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>
/// Makes a source of kind onvif one of kind rtsp, by asking the camera where its picture comes from now. It is asked at each
/// start, since cameras change it with their settings and their firmware.
/// </summary>
/// <param name="device">The room's device of an id, or null.</param>
internal sealed class OnvifSources(Func<string, DeviceOptions?> device, TimeProvider time)
{
    /// <returns>The source as it is captured; one of another kind as it is. Its address holds a password: never to be logged.</returns>
    /// <exception cref="SourceProbeException">The camera does not tell; the problem says why.</exception>
    public async Task<SourceOptions> ResolveAsync(SourceOptions source, CancellationToken cancellationToken)
    {
        if (source.Kind != SourceKind.Onvif) return source;
        var camera = source.Address.Contains("://", StringComparison.Ordinal) ? OfAddress(source.Address) : OfDevice(source.Address);
        try
        {
            var stream = await OnvifStream.ResolveAsync(camera.Connection, camera.User, camera.Password, camera.Profile, camera.KeepAddresses, time, cancellationToken);
            return source with { Kind = SourceKind.Rtsp, Address = stream.AbsoluteUri };
        }
        catch (DeviceException error)
        {
            throw new SourceProbeException(ProblemOf(error, camera) with { Words = SecretAddress.Redact(error.Message) });
        }
    }

    /// <summary>What went wrong, in the words of sources. Pure.</summary>
    private static SourceProblem ProblemOf(DeviceException error, OnvifSource camera) => error.Code switch
    {
        DeviceProblems.Denied when camera.User.Length == 0 => new("source_wants_password", "The camera wants a user name and a password."),
        DeviceProblems.Denied => new("source_wrong_password", "The camera does not accept the user name or the password."),
        DeviceProblems.Unreachable => new("source_unreachable", "The network does not reach the camera; it may be off or unplugged."),
        DeviceProblems.NoAnswer => new("source_hangs", "The source does not answer."),
        DeviceProblems.LinkLost => new("source_refused", "The camera refuses the connection; it may be starting, or the port is another one."),
        DeviceProblems.SettingInvalid => new("source_not_found", "The camera answers but has no stream at this path."),
        _ => new("source_no_onvif", "There is no ONVIF camera at this address."),
    };

    /// <summary><c>http://user:password@host/onvif/device_service#profile</c>; path and profile may be left out.</summary>
    private static OnvifSource OfAddress(string address)
    {
        var uri = new Uri(address);
        var user = uri.UserInfo.Split(':', 2);
        return new OnvifSource(
            new DeviceConnection { Kind = ConnectionKind.Http, Host = uri.IdnHost, Port = uri.Port, Path = uri.AbsolutePath == "/" ? "" : uri.PathAndQuery, Tls = uri.Scheme == "https" },
            Uri.UnescapeDataString(user[0]),
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "",
            Uri.UnescapeDataString(uri.Fragment.TrimStart('#')),
            KeepAddresses: false);
    }

    private OnvifSource OfDevice(string id)
    {
        if (device(id) is not { Driver: "onvif" } camera) throw new SourceProbeException(new SourceProblem("source_no_device", "The room has no ONVIF camera of this name among its devices."));
        string Text(string setting) => camera.Settings.TryGetValue(setting, out var value) && value.TryText(out var text) ? text : "";
        return new OnvifSource(camera.Connection, Text("user"), Text("password"), Text("profile"), camera.Settings.TryGetValue("keepAddresses", out var keep) && keep.TryFlag(out var kept) && kept);
    }

    private sealed record OnvifSource(DeviceConnection Connection, string User, string Password, string Profile, bool KeepAddresses);
}
