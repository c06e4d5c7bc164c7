// The daemon and its tests are Linux programs: modes, links and pipes need no guard.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
