using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Wattd.Tests.Support;

/// <summary>One tab of the browser, with a page in it.</summary>
sealed class BrowserTab(Browser browser, string session)
{
    /// <summary>What went wrong on the page: errors, violations of its policy, anything written to the console.</summary>
    public async Task<IReadOnlyList<string>> Problems()
    {
        await Evaluate("1");
        return [.. browser.Events(session)
            .Where(happened => (string?)happened["method"] is "Log.entryAdded" or "Runtime.exceptionThrown" or "Runtime.consoleAPICalled")
            .Select(happened => happened["params"]!.ToJsonString())];
    }

    /// <summary>A command of the protocol.</summary>
    public Task<JsonNode> Do(string method, JsonObject? parameters = null) => browser.Call(session, method, parameters);

    /// <summary>Makes the window as large as that of a desk or a telephone, in the light or in the dark.</summary>
    public async Task Size(int width, int height, bool dark = false)
    {
        await Do("Emulation.setDeviceMetricsOverride", new JsonObject
        {
            ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600,
        });
        await Do("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
        });
    }

    /// <summary>Opens a page and waits until it is there.</summary>
    public async Task Open(string address)
    {
        await Do("Page.navigate", new JsonObject { ["url"] = address });
        await Until("document.readyState === 'complete' && location.protocol === 'http:'", "the page");
    }

    /// <summary>What a piece of JavaScript comes to.</summary>
    public async Task<JsonNode?> Evaluate(string expression)
    {
        var answer = await Do("Runtime.evaluate", new JsonObject
        {
            ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true,
        });
        Assert.Null(answer["exceptionDetails"]?.ToJsonString());
        return answer["result"]!["value"];
    }

    /// <summary>The text that is seen of an element; empty where there is none.</summary>
    public async Task<string> Text(string selector) =>
        (string?)await Evaluate($"document.querySelector({JsonValue.Create(selector).ToJsonString()})?.innerText ?? ''") ?? "";

    /// <summary>The numbers or texts of all elements that are selected.</summary>
    public async Task<string[]> Texts(string selector) =>
        [.. (await Evaluate($"[...document.querySelectorAll({JsonValue.Create(selector).ToJsonString()})].map(e => e.innerText)"))!
            .AsArray().Select(text => (string)text!)];

    /// <summary>Waits until a condition holds.</summary>
    public async Task Until(string condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Eventually.Deadline)
        {
            if ((bool?)await Evaluate($"Boolean({condition})") == true)
                return;
            await Task.Delay(50);
        }
        throw new TimeoutException($"not on the page: {what}\n{await Text("body")}\n{string.Join('\n', await Problems())}");
    }

    /// <summary>Presses a key.</summary>
    public async Task Press(string key, int code)
    {
        foreach (var type in (string[])["keyDown", "keyUp"])
        {
            await Do("Input.dispatchKeyEvent", new JsonObject
            {
                ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code,
            });
        }
    }

    /// <summary>The whole page as a picture.</summary>
    public async Task<byte[]> Screenshot(int width, int height) => Convert.FromBase64String((string)(await Do(
        "Page.captureScreenshot", new JsonObject
        {
            ["format"] = "png", ["captureBeyondViewport"] = true,
            ["clip"] = new JsonObject { ["x"] = 0, ["y"] = 0, ["width"] = width, ["height"] = height, ["scale"] = 1 },
        }))["data"]!);
}
