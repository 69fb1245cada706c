using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>Finds where a camera's picture comes from, for the recorder: a camera may change it, so it is asked at each start.</summary>
public static class OnvifStream
{
    /// <param name="connection">Of kind http.</param>
    /// <param name="profile">Its token; empty: the first.</param>
    /// <param name="keepAddresses">The address as the camera tells it, instead of with the host at which it answered.</param>
    /// <returns>An rtsp address with user and password in it: never to be logged.</returns>
    /// <exception cref="DeviceException">The code says why.</exception>
    public static async Task<Uri> ResolveAsync(DeviceConnection connection, string user, string password, string profile, bool keepAddresses, TimeProvider time, CancellationToken cancellationToken)
    {
        var access = Access(connection, user, password, keepAddresses);
        using var client = new OnvifClient(access, time, new WireTrace(time));
        var camera = new OnvifCamera(client, access, profile, time);
        await camera.ConnectAsync(cancellationToken);
        var stream = await camera.StreamAsync(cancellationToken);
        return user.Length == 0 ? stream : new UriBuilder(stream) { UserName = Uri.EscapeDataString(user), Password = Uri.EscapeDataString(password) }.Uri;
    }

    internal static OnvifAccess Access(DeviceConnection connection, string user, string password, bool keepAddresses)
    {
        var faults = connection.Problems().ToList();
        if (faults.Count > 0) throw new DeviceException(DeviceProblems.SettingInvalid, string.Join("; ", faults));
        var path = connection.Path.Length == 0 ? "/onvif/device_service" : connection.Path;
        return new OnvifAccess(new UriBuilder(connection.Tls ? "https" : "http", connection.Host, connection.Port, path).Uri, user, password, keepAddresses);
    }
}
